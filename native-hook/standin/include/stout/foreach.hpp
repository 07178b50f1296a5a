#pragma once

#define foreach(VARIABLE, RANGE) for (VARIABLE : RANGE)
