import { randomUUID } from 'node:crypto';
import type { RequestFacts } from '../server/open-services.ts';
import type { RequestContext } from '../server/request-context.ts';
import type { Authenticate } from './authenticate.ts';
import { checkMayRead } from './check-may-read.ts';
import type { RateLimiter } from './rate-limiter.ts';

/** Lets a caller in. @throws AppError UNAUTHENTICATED, RATE_LIMITED. */
export type Admit = (caller: { readonly authorization: string | undefined; readonly address: string }) => Promise<RequestContext>;

interface AdmitParts {
  readonly authenticate: Authenticate;
  readonly isAnonymousAllowed: boolean;
  /** null = nobody is limited. */
  readonly rateLimiter: RateLimiter | null;
  readonly createContext: (facts: RequestFacts) => RequestContext;
}

/** Tells who calls, counts the call, and makes what resolvers get. */
export function createAdmit({ authenticate, isAnonymousAllowed, rateLimiter, createContext }: AdmitParts): Admit {
  return async ({ authorization, address }) => {
    const viewer = await authenticate(authorization).catch(async (error: unknown) => {
      // Guesses of tokens count against their address.
      await rateLimiter?.count(null, address);
      throw error;
    });
    const rateState = (await rateLimiter?.count(viewer, address)) ?? null;
    checkMayRead(viewer, isAnonymousAllowed);
    return createContext({ viewer, rateState, requestId: randomUUID() });
  };
}
