import { BlockList, isIP } from 'node:net';

// Networks that are not reachable from the internet, by RFC 6890 and its successors: own host, private, shared, link-local (cloud metadata) and
// reserved networks.
const PRIVATE_V4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const;
const PRIVATE_V6 = [
  // The unspecified address, the own host, and IPv4 addresses in the last 32 bits.
  ['::', 96],
  // Teredo and 6to4 tunnels; the address contains the other end.
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const;
// IPv4 addresses embedded in IPv6: mapped, and translated (NAT64).
const PRIVATE_EMBEDDED = ['::ffff:0:0', '64:ff9b::'];

const privateNetworks = new BlockList();
for (const [network, prefix] of PRIVATE_V4) privateNetworks.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of PRIVATE_V6) privateNetworks.addSubnet(network, prefix, 'ipv6');

/** True if an IP address is in a network that only the own machine or site can reach. Text that is not an address counts as private. */
export function isPrivateAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 0) return true;
  if (version === 4) return privateNetworks.check(address, 'ipv4');
  const embedded = findEmbeddedV4(address);
  return embedded === undefined ? privateNetworks.check(address, 'ipv6') : isPrivateAddress(embedded);
}

function findEmbeddedV4(address: string): string | undefined {
  const wrappers = new BlockList();
  for (const network of PRIVATE_EMBEDDED) wrappers.addSubnet(network, 96, 'ipv6');
  if (!wrappers.check(address, 'ipv6')) return undefined;
  // The URL parser always writes the last 32 bits as two groups of hexadecimal digits.
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1).split(':').slice(-2);
  const [high = 0, low = 0] = groups.map((group) => Number.parseInt(group || '0', 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
