import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '../e2e/checks.ts';
import { type ProgramOptions, runProgram } from './run-program.ts';

/** A Docker that can build and run images. */
export interface Docker {
  /** Its output; throws with the last lines of stderr if it fails. */
  run(args: readonly string[], options?: ProgramOptions): Promise<string>;
  /** True if a command succeeds. */
  try(args: readonly string[]): Promise<boolean>;
  /** Stops the daemon if this process started it. */
  stop(): Promise<void>;
}

/** The Docker of this machine if it answers, else a separate daemon with its own folders (as root). A text states why there is none. */
export async function openDocker(): Promise<Docker | string> {
  if (spawnSync('docker', ['compose', 'version']).status !== 0) return 'docker with compose is not installed';
  if (spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0) return describeDocker({}, async () => undefined);
  if (process.getuid?.() !== 0 || spawnSync('dockerd', ['--version']).error !== undefined)
    return 'no Docker daemon answers, and none can be started here (that takes root and dockerd)';
  return await startDaemon();
}

async function startDaemon(): Promise<Docker | string> {
  const folder = process.env.LAMINA_DOCKER_ROOT ?? mkdtempSync(join(tmpdir(), 'lamina-docker-'));
  chmodSync(folder, 0o711);
  const socket = join(folder, 'docker.sock');
  const config = join(folder, 'daemon.json');
  // Addresses that Docker's own daemon, if there is one, does not assign.
  writeFileSync(config, JSON.stringify({ 'default-address-pools': [{ base: '10.213.0.0/16', size: 24 }], bip: '10.212.0.1/24' }));
  const folders = ['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec'), '--pidfile', join(folder, 'docker.pid')];
  const forwarded = allowsForwarding();
  const child = spawn('dockerd', ['--config-file', config, ...folders, '-H', `unix://${socket}`], { stdio: 'ignore' });
  const environment = { DOCKER_HOST: `unix://${socket}` };
  const docker = describeDocker(environment, async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
    // Docker lets other networks' traffic drop, and does not undo it: the test of several hosts could not run on this machine any more.
    if (forwarded) spawnSync('iptables', ['--policy', 'FORWARD', 'ACCEPT'], { stdio: 'ignore' });
    // Docker mounts its folder on itself, and does not always undo it.
    spawnSync('umount', [join(folder, 'data')], { stdio: 'ignore' });
    if (process.env.LAMINA_DOCKER_ROOT === undefined) rmSync(folder, { recursive: true, force: true });
  });
  const hasEnded = (): boolean => child.exitCode !== null;
  await waitFor('the Docker daemon', async () => hasEnded() || (existsSync(socket) && (await docker.try(['info']))));
  if (!hasEnded()) return docker;
  await docker.stop();
  return `dockerd ends with ${child.exitCode} on this machine; start it by hand to see why`;
}

/** True if this machine lets traffic of one network through to another. */
function allowsForwarding(): boolean {
  return spawnSync('iptables', ['--list-rules', 'FORWARD'], { encoding: 'utf8' }).stdout?.includes('-P FORWARD ACCEPT') ?? false;
}

function describeDocker(daemon: Readonly<Record<string, string>>, stop: () => Promise<void>): Docker {
  const run: Docker['run'] = (args, options = {}) =>
    runProgram('docker', args, { ...options, environment: { ...daemon, ...options.environment } });
  return {
    run,
    try: (args) =>
      run(args).then(
        () => true,
        () => false,
      ),
    stop,
  };
}
