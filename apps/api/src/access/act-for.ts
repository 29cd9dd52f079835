import { AppError } from '@lamina/errors';
import { ApiTokenScope } from './api-token-scope.ts';
import { hasScope } from './check-scope.ts';
import type { Viewer } from './viewer.ts';

const MAX_LENGTH = 200;

/**
 * The viewer for a person that a token acts for: the token's scopes, with the person's own name and rate limit.
 * @param encoded the person's name, percent-encoded, because headers hold only ASCII.
 * @throws AppError FORBIDDEN if the token has no scope to act for others; BAD_USER_INPUT if the name is not valid.
 */
export function actFor(sender: Viewer | null, encoded: string): Viewer {
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
