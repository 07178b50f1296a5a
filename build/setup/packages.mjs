/** Debian 12's packages by what they are for. */
export const packages = {
  /** To compile the hook and the stand-in agent, and their tests. */
  native: ['cmake', 'ninja-build', 'g++', 'libprotozero-dev', 'libgtest-dev', 'clang-format'],
  /** To look for defects in them. */
  nativeChecks: ['clang-14', 'clang-tidy-14', 'libclang-rt-14-dev'],
  /** To boot agents in User Mode Linux. */
  lab: [
    'user-mode-linux',
    'xfsprogs',
    'openssh-server',
    'openssh-client',
    'busybox-static',
    'iproute2',
    'sudo',
    'opendoas',
    'curl',
    'systemd',
    'dbus',
    'util-linux',
  ],
  /** To drive the console in a browser. */
  browser: ['chromium', 'fonts-liberation'],
  /** To log in with a security key, which the tests compile in software, and with Kerberos. */
  logins: ['libssl-dev', 'krb5-kdc', 'krb5-admin-server', 'krb5-user'],
  /** To see that the tests leave the tree as it was. */
  tools: ['git'],
}

/** Every package that the demo and the tests need. */
export const allPackages = Object.values(packages).flat()

/** What the benchmark of rollouts is measured beside; installed when it runs. */
export const benchPackages = ['ansible-core', 'clustershell']
