import type { RegisteredFamilyInput } from './register-model.input.ts';

/** A family as the database stores it: without a display name, its short name is shown. */
export function toFamily({ slug, name }: RegisteredFamilyInput): { readonly slug: string; readonly name: string } {
  return { slug, name: name ?? slug };
}
