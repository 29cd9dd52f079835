import { randomUUID } from 'node:crypto';
import { AppError } from '@lamina/errors';
import { ApiTokenScope } from '../access/api-token-scope.ts';
import type { Authenticate } from '../access/authenticate.ts';
import { hasScope } from '../access/check-scope.ts';
import type { RateLimiter } from '../access/rate-limiter.ts';
import type { RequestFacts } from '../access/request-context.ts';
import type { Viewer } from '../access/viewer.ts';
import type { PublishedRelease, ReleaseService } from '../nouns/release/release.service.ts';
import type { ApiContext } from './api-context.ts';

const MAX_LENGTH = 200;

/**
 * The viewer for a person that a token acts for: the token's scopes, with the person's own name and rate limit.
 * @param encoded the person's name, percent-encoded, because headers hold only ASCII.
 * @throws AppError FORBIDDEN if the token has no scope to act for others; BAD_USER_INPUT if the name is not valid.
 */
function actFor(sender: Viewer | null, encoded: string): Viewer {
  if (sender === null || !hasScope(sender, ApiTokenScope.DELEGATE)) {
    const words = 'The header Lamina-On-Behalf-Of needs a token of scope "delegate"; leave the header out to act in your own name.';
    throw new AppError(sender === null ? 'UNAUTHENTICATED' : 'FORBIDDEN', words);
  }
  const person = decode(encoded).trim();
  // Names appear in logs and tables, so they must not contain line breaks.
  if (person === '' || person.length > MAX_LENGTH || /\p{Cc}/u.test(person)) {
    throw new AppError(
      'BAD_USER_INPUT',
      `Lamina-On-Behalf-Of must name a person: percent-encoded UTF-8, 1 to ${MAX_LENGTH} characters without control characters.`,
    );
  }
  return { ...sender, name: `${person} by ${sender.name}`, person };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** The caller's credentials. */
export interface Caller {
  readonly authorization: string | undefined;
  readonly address: string;
  /** Header Lamina-On-Behalf-Of: the person that a token acts for, percent-encoded; undefined = its owner. */
  readonly onBehalfOf?: string | undefined;
  /** Version of the release whose data are read; undefined = current data. */
  readonly release?: string | undefined;
}

/** Admits a caller. @throws AppError UNAUTHENTICATED, FORBIDDEN, RATE_LIMITED; NOT_FOUND for an unknown release. */
export type Admit = (caller: Caller) => Promise<ApiContext>;

interface AdmitParts {
  readonly authenticate: Authenticate;
  readonly isAnonymousAllowed: boolean;
  /** null = no rate limit. */
  readonly rateLimiter: RateLimiter | null;
  readonly createContext: (facts: RequestFacts) => ApiContext;
  readonly releases: ReleaseService;
}

/** Identifies the caller, counts the request, and creates the context for resolvers. */
export function createAdmit({ authenticate, isAnonymousAllowed, rateLimiter, createContext, releases }: AdmitParts): Admit {
  return async ({ authorization, address, onBehalfOf, release: version }) => {
    const tell = async (): Promise<Viewer | null> => {
      const sender = await authenticate(authorization);
      return onBehalfOf === undefined ? sender : actFor(sender, onBehalfOf);
    };
    const viewer = await tell().catch(async (error: unknown) => {
      // Failed attempts to guess a token count against the caller's address.
      await rateLimiter?.admit(null, address);
      throw error;
    });
    const budget = rateLimiter && (await rateLimiter.admit(viewer, address));
    checkMayRead(viewer, isAnonymousAllowed);
    const release = version === undefined ? null : await getRelease(releases, version);
    return createContext({ viewer, budget, release, requestId: randomUUID() });
  };
}

async function getRelease(releases: ReleaseService, version: string): Promise<PublishedRelease> {
  const release = await releases.findRelease(version);
  if (release !== null) return release;
  throw new AppError('NOT_FOUND', `There is no release "${version.slice(0, 100)}" (header Lamina-Release). Query releases for them all.`);
}

/**
 * Refuses requests without a token if the installation does not allow anonymous reads.
 * @throws AppError UNAUTHENTICATED.
 */
function checkMayRead(viewer: Viewer | null, isAnonymousAllowed: boolean): void {
  if (viewer !== null || isAnonymousAllowed) return;
  throw new AppError(
    'UNAUTHENTICATED',
    'This installation requires a token for every request. Send the header "Authorization: Bearer lam_…"; the administrator can create a token.',
  );
}
