import type { Refuse } from '@lamina/errors';
import type { RegisterModelInput } from './register-model.input.ts';

const SLUG = /^[a-z0-9][a-z0-9._-]{0,99}$/;
const MAX_TEXT_LENGTH = 2000;

/** True if a text can be a short name. */
function isSlug(text: string): boolean {
  return SLUG.test(text);
}

/** Refuses short names and texts that do not fit; null texts are not checked. */
export function checkModelTexts(
  { slug, name, family, description, licence }: Pick<RegisterModelInput, 'slug' | 'name' | 'family' | 'description' | 'licence'>,
  refuse: Refuse,
): void {
  if (!isSlug(slug)) refuse(`"${slug.slice(0, 100)}" is not a valid short name; use 1 to 100 lower-case letters, digits, "-", "_" and "."`);
  if (family && !isSlug(family.slug)) refuse(`"${family.slug.slice(0, 100)}" is not a valid short name of a family`);
  for (const [field, text] of Object.entries({ name, description, licence, family: family?.name })) {
    if (typeof text === 'string' && (text.trim() === '' || text.length > MAX_TEXT_LENGTH))
      refuse(`${field} holds ${text.length} characters; it must hold 1 to ${MAX_TEXT_LENGTH}`);
  }
}
