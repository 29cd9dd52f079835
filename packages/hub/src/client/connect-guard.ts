import { lookup } from 'node:dns';
import { lookup as resolveAll } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { AppError } from '@lamina/errors';

/** Decides, for every connection of a download, whether it may be made. */
export interface ConnectGuard {
  /** Refuses an address written as a number. @throws AppError FORBIDDEN. */
  checkHost(hostname: string): void;
  /** Looks names up for the connection itself, so that no second answer of the name server can slip in between check and use. */
  lookupFor(hostname: string): LookupFunction;
}

/**
 * A public hub may redirect to other public hosts only: an address inside the own network (a cloud's metadata service, a router) is refused. A
 * hub that is itself configured with a private address may redirect anywhere, as it is the operator's own.
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
        const found = typeof address === 'string' ? [address] : (address ?? []).map((entry) => entry.address);
        // Another name than the target's is a proxy's, which the operator chose.
        const isRefused = error === null && hostname === target && found.some(isPrivate);
        callback(isRefused ? refuse(`${hostname} (${found.join(', ')})`) : error, address, family);
      });
    },
  };
}

function hostOf(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}
