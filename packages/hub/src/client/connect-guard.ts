import { lookup } from 'node:dns';
import { lookup as resolveAll } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { AppError } from '@lamina/errors';

/** Decides for every connection of a download whether it is allowed. */
export interface ConnectGuard {
  /** Checks a host that is an IP address. @throws AppError FORBIDDEN. */
  checkHost(hostname: string): void;
  /** DNS lookup for the connection itself, so that the name server cannot return another address between check and use. */
  lookupFor(hostname: string): LookupFunction;
}

/**
 * A public hub may redirect only to public hosts: an address inside a private network (a cloud's metadata service, a router) is refused. If the
 * configured hub itself has a private address, it belongs to the operator and may redirect anywhere.
 */
export async function openConnectGuard(endpoint: URL, isPrivate: (address: string) => boolean): Promise<ConnectGuard | undefined> {
  const host = hostOf(endpoint.hostname);
  const addresses = isIP(host) ? [host] : (await resolveAll(host, { all: true }).catch(() => [])).map(({ address }) => address);
  if (addresses.some(isPrivate)) return undefined;
  const refuse = (target: string): AppError =>
    new AppError(
      'FORBIDDEN',
      `the hub ${endpoint.host} redirects to ${target}, an address inside a private network; this is refused. If that is your own mirror, set HF_ENDPOINT to it`,
    );
  return {
    checkHost(hostname) {
      const address = hostOf(hostname);
      if (isIP(address) && isPrivate(address)) throw refuse(address);
    },
    lookupFor: (target) => (hostname, options, callback) => {
      lookup(hostname, options, (error, address, family) => {
        // Node gives no address beside an error.
        const found = [address ?? []].flat().map((entry) => (typeof entry === 'string' ? entry : entry.address));
        // If the name differs from the target's name, it is a proxy, which the operator chose.
        const isRefused = error === null && hostname === target && found.some(isPrivate);
        callback(isRefused ? refuse(`${hostname} (${found.join(', ')})`) : error, address, family);
      });
    },
  };
}

function hostOf(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}
