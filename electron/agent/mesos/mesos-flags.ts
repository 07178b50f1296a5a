/** What an agent knows of one of its flags. */
export interface MesosFlag {
  readonly name: string
  /** `path`: a file:// value is not replaced by the file's content. */
  readonly kind: 'boolean' | 'path' | 'other'
  /** The first release that has it; '1.2' stands for that and all before. */
  readonly since: string
}

// From src/slave/flags.cpp, src/slave/main.cpp and src/logging/flags.cpp of each release; those of
// builds with the port mapping isolator among them.
const BOOLEANS: Readonly<Record<string, string>> = {
  '1.2': `authenticate_http_readonly authenticate_http_readwrite
    cgroups_cpu_enable_pids_and_tids_count cgroups_enable_cfs cgroups_limit_swap docker_kill_orphans
    egress_unique_flow_per_container enforce_container_disk_quota help hostname_lookup
    http_command_executor initialize_driver_logging network_enable_snmp_statistics
    network_enable_socket_statistics_details network_enable_socket_statistics_summary quiet
    revocable_cpu_low_priority strict switch_user systemd_enable_support version`,
  '1.3': 'authenticate_http_executors',
  '1.4': 'disallow_sharing_agent_pid_namespace',
  '1.5': 'check_agent_port_range_only',
  '1.6': 'memory_profiling xfs_kill_containers',
  '1.7': 'enforce_container_ports gc_non_executor_container_sandboxes network_cni_metrics',
  '1.8': 'network_cni_root_dir_persist',
  '1.9': 'disallow_sharing_agent_ipc_namespace docker_ignore_runtime docker_volume_chown',
  '1.10': 'http_executor_domain_sockets',
  '1.12': 'ingress_isolate_existing_containers network_enable_rate_statistics',
}

const PATHS: Readonly<Record<string, string>> = {
  '1.2': 'credential http_credentials',
  '1.5': 'jwt_secret_key',
}

const OTHERS: Readonly<Record<string, string>> = {
  '1.2': `acls advertise_ip advertise_port agent_subsystems appc_simple_discovery_uri_prefix
    appc_store_dir attributes authenticatee authentication_backoff_factor authorizer
    cgroups_hierarchy cgroups_net_cls_primary_handle cgroups_net_cls_secondary_handles cgroups_root
    container_disk_watch_interval container_logger containerizers default_container_info
    default_role disk_watch_interval docker docker_config docker_mesos_image docker_registry
    docker_remove_delay docker_socket docker_stop_timeout docker_store_dir
    docker_volume_checkpoint_dir egress_flow_classifier_parent egress_rate_limit_per_container
    ephemeral_ports_per_container eth0_name executor_environment_variables
    executor_registration_timeout executor_shutdown_grace_period external_log_file
    fetcher_cache_dir fetcher_cache_size firewall_rules frameworks_home gc_delay gc_disk_headroom
    hadoop_home hooks hostname http_authenticators http_heartbeat_interval image_providers
    image_provisioner_backend ip ip_discovery_command isolation launcher lo_name log_dir logbufsecs
    logging_level master master_detector max_completed_executors_per_framework modules modules_dir
    network_cni_config_dir network_cni_plugins_dir nvidia_gpu_devices
    oversubscribed_resources_interval perf_duration perf_events perf_interval port qos_controller
    qos_correction_interval_min recover recovery_timeout registration_backoff_factor
    resource_estimator resources runtime_dir sandbox_directory systemd_runtime_directory work_dir
    xfs_project_range zk_session_timeout`,
  '1.3': 'allowed_devices',
  '1.4': `bounding_capabilities default_container_dns domain effective_capabilities
    executor_reregistration_retry_interval executor_reregistration_timeout ip6
    ip6_discovery_command resource_provider_config_dir secret_resolver`,
  '1.5': `agent_features container_ports_watch_interval disk_profile_adaptor image_gc_config
    reconfiguration_policy`,
  '1.6': 'fetcher_stall_timeout',
  '1.7': 'authentication_timeout_max authentication_timeout_min cgroups_destroy_timeout',
  '1.8': `container_ports_isolated_range host_path_volume_force_creation seccomp_config_dir
    seccomp_profile_name volume_gid_range`,
  '1.9': 'default_container_shm_size',
  '1.10': 'domain_socket_location',
  '1.11': 'csi_plugin_config_dir',
  '1.12': `egress_burst egress_ceil_limit egress_rate_per_cpu ingress_burst ingress_ceil_limit
    ingress_rate_limit_per_container ingress_rate_per_cpu maximum_egress_rate_limit
    maximum_ingress_rate_limit minimum_egress_rate_limit minimum_ingress_rate_limit
    network_link_speed network_rate_statistics_interval network_rate_statistics_window
    xfs_quota_headroom`,
}

/** Older names that still work, by what they stand for. */
const ALIASES: Readonly<Record<string, string>> = {
  slave_subsystems: 'agent_subsystems',
  allowed_capabilities: 'effective_capabilities',
  executor_secret_key: 'jwt_secret_key',
}

const FLAGS = new Map<string, MesosFlag>(
  [['boolean', BOOLEANS] as const, ['path', PATHS] as const, ['other', OTHERS] as const].flatMap(
    ([kind, bySince]) =>
      Object.entries(bySince).flatMap(([since, names]) =>
        names.split(/\s+/).map((name) => [name, { name, kind, since }] as const),
      ),
  ),
)

/** The flag of this name or alias; undefined where no Mesos from 1.2 to 1.12 has one. */
export function mesosFlag(name: string): MesosFlag | undefined {
  return FLAGS.get(ALIASES[name] ?? name)
}
