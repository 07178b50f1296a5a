#pragma once

/// The absence of a value; converts to an empty Option or Result.
struct None {};
