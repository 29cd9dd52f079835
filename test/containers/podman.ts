import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProgramOptions, runProgram } from './run-program.ts';

/** A Podman with images, containers, volumes and networks of its own, in one folder. */
export interface Podman {
  readonly folder: string;
  /** Its output; throws with the last lines of stderr if it fails. */
  run(args: readonly string[], options?: ProgramOptions): Promise<string>;
  /** Removes everything that it made. */
  remove(): Promise<void>;
}

/** A text states why there is none. */
export function openPodman(): Podman | string {
  if (process.getuid?.() !== 0) return 'podman needs root here';
  for (const program of ['podman', 'runc'])
    if (spawnSync(program, ['--version']).error !== undefined) return `${program} is not installed (Debian: podman runc catatonit)`;
  if (!existsSync('/usr/libexec/podman/catatonit') && !existsSync('/usr/bin/catatonit'))
    return 'catatonit is not installed (Debian: catatonit)';
  const folder = mkdtempSync(join(tmpdir(), 'lamina-podman-'));
  const config = join(folder, 'containers.conf');
  writeFileSync(config, describeEngine(folder));
  const storage = ['--root', join(folder, 'storage'), '--runroot', join(folder, 'run'), '--tmpdir', join(folder, 'tmp')];
  const run: Podman['run'] = (args, options = {}) =>
    runProgram('podman', [...storage, ...args], { ...options, environment: { ...options.environment, CONTAINERS_CONF: config } });
  return {
    folder,
    run,
    remove: async () => {
      for (const kind of [['pod'], []]) await run([...kind, 'rm', '--all', '--force', '--time', '0']);
      await run(['volume', 'rm', '--all', '--force']);
      spawnSync('umount', [join(folder, 'storage/overlay')], { stdio: 'ignore' });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * crun refuses machines whose control groups are mixed (v1 and v2), and no process may raise its limits without CAP_SYS_RESOURCE. Docker's rules of
 * iptables drop what they do not name, so Podman's rules must be in the same place.
 */
function describeEngine(folder: string): string {
  const limits = readFileSync('/proc/self/limits', 'utf8');
  const limit = (name: string, title: string): string => {
    const value = new RegExp(`^${title} +\\S+ +(\\d+)`, 'm').exec(limits)?.[1] ?? -1;
    return `"${name}=${value}:${value}"`;
  };
  return `
[containers]
default_ulimits = [${limit('nofile', 'Max open files')}, ${limit('nproc', 'Max processes')}]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
volume_path = "${join(folder, 'volumes')}"
[network]
network_config_dir = "${join(folder, 'networks')}"
firewall_driver = "iptables"
`;
}
