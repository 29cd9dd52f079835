import { REQUEST_LIMITS } from '../limits/request-limits.ts';
import { API_VERSION } from './api-version.ts';

/** The facts in `extensions` of every reply; `dataRelease` is the requested release, otherwise the newest, null = none. */
export function replyExtensions(cost: number, dataRelease: string | null): object {
  return {
    cost: { requested: cost, limit: REQUEST_LIMITS.cost, remaining: Math.max(0, REQUEST_LIMITS.cost - cost) },
    apiVersion: API_VERSION,
    dataRelease,
  };
}
