import { deleteModel, findModelOfFolder, type ModelChanges, updateModel } from '@lamina/database';
import { createRefusal, type Refuse } from '@lamina/errors';
import type { ModelUploadStore } from '@lamina/uploads';
import type { Stores } from '../../data/stores.ts';
import { field, inputType, nullable } from '../../paging/field.ts';
import { checkModelTexts } from '../model-registration/check-model-texts.ts';
import { RegisteredFamilyInput, toFamily } from '../model-registration/register-model.input.ts';

@inputType('New texts about a model. A missing field does not change; an empty description or licence is removed.')
export class UpdateModelInput {
  @field(String, 'Short name of the model; it does not change.') readonly slug!: string;
  @nullable(String, 'New display name.') readonly name?: string | null;
  @nullable(String, 'New description.') readonly description?: string | null;
  @nullable(String, 'New licence of its weights.') readonly licence?: string | null;
  @nullable(RegisteredFamilyInput, 'New family.') readonly family?: RegisteredFamilyInput | null;
}

const refuse: Refuse = createRefusal('The model cannot be changed');

/** Changes the words about a model; returns its key. @throws AppError BAD_USER_INPUT, NOT_FOUND or CONFLICT. */
export function changeModel({ database }: Pick<Stores, 'database'>, input: UpdateModelInput): Promise<string> {
  const { slug, name, family } = input;
  const [description, licence] = [toText(input.description), toText(input.licence)];
  checkModelTexts({ slug, name: name ?? null, family: family ?? null, description: description ?? null, licence: licence ?? null }, refuse);
  const changes: ModelChanges = { name: name || undefined, description, licence, family: family ? toFamily(family) : undefined };
  return updateModel(database, slug, changes);
}

/** The deletion of a model needs these beside the stores. */
export interface ModelChangeContext {
  readonly modelUploads: ModelUploadStore;
}

/** Deletes a model, and its folder if its files were uploaded and no other model has them. @throws AppError as deleteModel; then nothing is deleted. */
export function removeModel(
  { database, modelUploads }: Pick<Stores, 'database'> & ModelChangeContext,
  slug: string,
  withResults: boolean,
): Promise<void> {
  return modelUploads.exclusively(async () => {
    await deleteModel(database, slug, { withResults });
    if ((await findModelOfFolder(database, slug)) === null) await modelUploads.removeModel(slug);
  });
}

/** undefined = unchanged, null = removed. */
function toText(text: string | null | undefined): string | null | undefined {
  return text === null || text === undefined ? undefined : text.trim() || null;
}
