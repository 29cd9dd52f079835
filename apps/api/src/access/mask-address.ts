import { isIPv6 } from 'node:net';

/** Groups of 16 bits that identify the network of an IPv6 address. */
const NETWORK_GROUPS = 4;

/**
 * The part of an address that identifies a caller: an IPv4 address, or the /64 network of an IPv6 address, because one machine may use every address of
 * its network. An IPv4 address that is written as IPv6 (`::ffff:192.0.2.1`) is an IPv4 address.
 */
export function maskAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const plain = address.replace(/%.*$/, '');
  if (!isIPv6(plain)) return address;
  // The URL parser writes an address in its shortest form, without leading zeros; `::` is written out here.
  const [head = '', tail] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return `${[...left, ...zeros, ...right].slice(0, NETWORK_GROUPS).join(':')}::/64`;
}
