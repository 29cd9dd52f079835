import { AppError } from '@lamina/errors';
import { ApiTokenScope } from './api-token-scope.ts';
import { hasScope } from './check-scope.ts';
import type { Viewer } from './viewer.ts';

const MAX_LENGTH = 200;

/**
 * The person that a token acts for: with the token's scopes, and a name and requests of their own.
 * @param encoded the person's name, percent-encoded, since headers hold no other letters.
 * @throws AppError FORBIDDEN for a token that may act for nobody, BAD_USER_INPUT for a name that is none.
 */
export function actFor(sender: Viewer | null, encoded: string): Viewer {
  if (sender === null || !hasScope(sender, ApiTokenScope.DELEGATE)) {
    const words = 'The header Lamina-On-Behalf-Of needs a token of scope "delegate"; leave the header out to act in your own name.';
    throw new AppError(sender === null ? 'UNAUTHENTICATED' : 'FORBIDDEN', words);
  }
  const person = decode(encoded).trim();
  // Names stand in logs and tables: no line may begin in one.
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
