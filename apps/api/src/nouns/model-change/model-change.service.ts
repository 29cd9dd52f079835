import { type ModelChanges, updateModel } from '@lamina/database';
import type { Stores } from '../../data/stores.ts';
import { createRefusal, type Refuse } from '../../errors/refusal.ts';
import { checkModelTexts } from '../model-registration/check-model-texts.ts';
import { toFamily } from '../model-registration/to-family.ts';
import type { UpdateModelInput } from './update-model.input.ts';

const refuse: Refuse = createRefusal('The model cannot be changed');

/** Changes the words about a model; returns its key. @throws AppError BAD_USER_INPUT, NOT_FOUND or CONFLICT. */
export function changeModel({ database }: Pick<Stores, 'database'>, input: UpdateModelInput): Promise<string> {
  const { slug, name, family } = input;
  const [description, licence] = [toText(input.description), toText(input.licence)];
  checkModelTexts({ slug, name: name ?? null, family: family ?? null, description: description ?? null, licence: licence ?? null }, refuse);
  const changes: ModelChanges = {
    ...(name ? { name } : {}),
    ...(description === undefined ? {} : { description }),
    ...(licence === undefined ? {} : { licence }),
    ...(family ? { family: toFamily(family) } : {}),
  };
  return updateModel(database, slug, changes);
}

/** undefined = unchanged, null = removed. */
function toText(text: string | null | undefined): string | null | undefined {
  return text === null || text === undefined ? undefined : text.trim() || null;
}
