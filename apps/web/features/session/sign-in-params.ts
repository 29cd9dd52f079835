import { createLoader, type inferParserType, parseAsString, parseAsStringLiteral } from 'nuqs/server';

/** Where to go on after signing in, and what went wrong before. */
export const signInParsers = {
  next: parseAsString,
  problem: parseAsStringLiteral(['expired', 'refused', 'not-allowed', 'api'] as const),
};

export type SignInParams = inferParserType<typeof signInParsers>;

/** Reads the URL of a request. */
export const loadSignInParams = createLoader(signInParsers);
