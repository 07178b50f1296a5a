/** A kind of module, as Mesos's module manager knows it. */
export interface ModuleKind {
  readonly kind: string
  /** The flag that switches one on; undefined: none is needed, or none is there. */
  readonly flag?: string
  readonly runsIn: 'agent' | 'master' | 'agent and master' | 'scheduler' | 'tests'
  /** What Mesos's documentation says it is for, in our words. */
  readonly purpose: string
}

/** All kinds that an agent of Mesos 1.2 to 1.12 takes, in the order of their names. */
export const MODULE_KINDS: readonly ModuleKind[] = [
  {
    kind: 'Allocator',
    flag: '--allocator',
    runsIn: 'master',
    purpose: 'Decides which framework is offered which resources.',
  },
  {
    kind: 'Anonymous',
    runsIn: 'agent and master',
    purpose: 'Runs beside everything else; it is created as soon as it is loaded.',
  },
  {
    kind: 'Authenticatee',
    flag: '--authenticatee',
    runsIn: 'agent',
    purpose: 'Proves to the master who the agent is.',
  },
  {
    kind: 'Authenticator',
    flag: '--authenticators',
    runsIn: 'master',
    purpose: 'Checks who the agents and frameworks are that connect.',
  },
  {
    kind: 'Authorizer',
    flag: '--authorizer',
    runsIn: 'agent and master',
    purpose: 'Decides who may do what; on the master the flag is --authorizers.',
  },
  {
    kind: 'ContainerLogger',
    flag: '--container_logger',
    runsIn: 'agent',
    purpose: 'Takes the output of containers, in place of files in the sandbox.',
  },
  {
    kind: 'DiskProfileAdaptor',
    flag: '--disk_profile_adaptor',
    runsIn: 'agent',
    purpose: 'Turns the name of a disk profile into what a storage plug-in is asked for.',
  },
  {
    kind: 'Hook',
    flag: '--hooks',
    runsIn: 'agent and master',
    purpose: 'Is called at points of a task’s life and may add labels, resources or variables.',
  },
  {
    kind: 'HttpAuthenticatee',
    flag: '--http_authenticatee',
    runsIn: 'scheduler',
    purpose: 'Proves to the master who a framework is that speaks HTTP.',
  },
  {
    kind: 'HttpAuthenticator',
    flag: '--http_authenticators',
    runsIn: 'agent and master',
    purpose: 'Checks who sends requests to the HTTP endpoints.',
  },
  {
    kind: 'Isolator',
    flag: '--isolation',
    runsIn: 'agent',
    purpose: 'Confines containers of the Mesos containerizer, in one way each.',
  },
  {
    kind: 'MasterContender',
    flag: '--master_contender',
    runsIn: 'master',
    purpose: 'Takes part in the election of the leading master.',
  },
  {
    kind: 'MasterDetector',
    flag: '--master_detector',
    runsIn: 'agent and master',
    purpose: 'Finds the leading master; excludes --master.',
  },
  {
    kind: 'QoSController',
    flag: '--qos_controller',
    runsIn: 'agent',
    purpose: 'Has tasks on borrowed resources corrected when they hurt others.',
  },
  {
    kind: 'ResourceEstimator',
    flag: '--resource_estimator',
    runsIn: 'agent',
    purpose: 'Says how much of what is allocated lies idle and can be lent.',
  },
  {
    kind: 'SecretResolver',
    flag: '--secret_resolver',
    runsIn: 'agent',
    purpose: 'Turns references to secrets into their values for containers.',
  },
  { kind: 'TestModule', runsIn: 'tests', purpose: 'Serves the tests of Mesos itself only.' },
]
