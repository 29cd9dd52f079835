import { createLoader, type inferParserType, parseAsString, parseAsStringLiteral } from 'nuqs/server';

/** The page to return to after sign-in, and the last error. */
export const signInParsers = {
  next: parseAsString,
  problem: parseAsStringLiteral(['expired', 'refused', 'not-allowed', 'api'] as const),
};

export type SignInParams = inferParserType<typeof signInParsers>;

/** Reads the URL of a request. */
export const loadSignInParams = createLoader(signInParsers);
