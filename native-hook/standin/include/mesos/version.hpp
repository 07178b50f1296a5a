#pragma once

// The version that modules are compiled for; a build for another agent version defines it.
#ifndef STANDIN_MESOS_VERSION
#define STANDIN_MESOS_VERSION "1.12.0"
#endif

#define MESOS_VERSION STANDIN_MESOS_VERSION
