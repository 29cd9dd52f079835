import { spawnSync } from 'node:child_process';

/** A network host of its own on this machine: a network namespace with an address and one cable. */
export interface Host {
  readonly address: string;
  /** The beginning of a command line that runs on this host. */
  readonly launcher: readonly string[];
  /** Pulls the cable out of the switch: packets are lost in both directions, and no process is told. */
  unplug(): void;
  plugIn(): void;
}

/** A switch, to which this process is connected too. */
export interface Network {
  addHost(): Host;
  /** Removes the hosts; their processes must have ended. */
  remove(): void;
}

/** Creates a network without hosts. A text states why this machine cannot have one. */
export function createNetwork(): Network | string {
  if (process.getuid?.() !== 0) return 'only root may create network namespaces';
  // At most 15 characters, with a number for each cable.
  const name = `lam${process.pid}`;
  // Addresses for tests of networks (RFC 2544), which no real network uses.
  const subnet = `198.18.${process.pid % 256}`;
  const removals: (readonly string[])[] = [];
  try {
    ip('link', 'add', name, 'type', 'bridge');
    removals.push(['link', 'del', name]);
    ip('address', 'add', `${subnet}.1/24`, 'dev', name);
    ip('link', 'set', name, 'up');
    // A probe: a container may allow bridges and refuse namespaces.
    ip('netns', 'add', name);
    ip('netns', 'del', name);
  } catch (error) {
    removeAll(removals);
    return `this machine permits no network namespaces (ip of iproute2): ${(error as Error).message}`;
  }
  let hosts = 0;
  return {
    addHost() {
      const cable = `${name}-${++hosts}`;
      const address = `${subnet}.${hosts + 1}`;
      ip('netns', 'add', cable);
      removals.push(['netns', 'del', cable]);
      ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', cable);
      removals.push(['link', 'del', cable]);
      ip('-n', cable, 'address', 'add', `${address}/24`, 'dev', 'eth0');
      for (const device of ['lo', 'eth0']) ip('-n', cable, 'link', 'set', device, 'up');
      ip('link', 'set', cable, 'master', name, 'up');
      return {
        address,
        launcher: ['ip', 'netns', 'exec', cable],
        unplug: () => ip('link', 'set', cable, 'nomaster'),
        plugIn: () => ip('link', 'set', cable, 'master', name),
      };
    },
    remove: () => removeAll(removals),
  };
}

function removeAll(removals: readonly (readonly string[])[]): void {
  for (const args of removals.toReversed()) ip(...args);
}

function ip(...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync('ip', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${error?.message ?? stderr.trim()}`);
}
