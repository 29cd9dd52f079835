import { createJob, ENDED_STATUSES, findModelOfFolder, inspectDeclared, type JobSender, registerModel } from '@lamina/database';
import { AppError, createRefusal, type Refuse } from '@lamina/errors';
import { isModelReference } from '@lamina/hub';
import { jobOf, type PayloadInputOf, REGISTER_MODEL } from '@lamina/jobs';
import type { Stores } from '../../data/stores.ts';
import { checkModelTexts } from './check-model-texts.ts';
import { type ModelFactsInput, type RegisterModelInput, toFamily } from './register-model.input.ts';

const refuse: Refuse = createRefusal('The model cannot be registered');

/** Keys of the rows that a registration created. */
export interface Registration {
  readonly modelKey: string | null;
  readonly jobKey: string | null;
}

/** Registers a model. @throws AppError BAD_USER_INPUT; CONFLICT for the short name of a model of another kind. Then nothing is written. */
export async function submitModel(stores: Stores, input: RegisterModelInput, sender: JobSender): Promise<Registration> {
  checkModelTexts(input, refuse);
  const { reference = null, facts = null } = input;
  if (reference !== null && facts === null) {
    await checkSlug(stores, input.slug, false);
    return queue(stores, { ...input, reference }, sender);
  }
  if (facts === null || reference !== null) return refuse('give either a reference or facts');
  await checkSlug(stores, input.slug, true);
  return declare(stores, input, facts);
}

/** A model whose files the API has, and how they come to where workers look. */
export interface UploadedModel {
  readonly input: RegisterModelInput;
  /** Moves the files to the folder of uploaded models, under the short name. */
  readonly publish: () => Promise<void>;
  /** Undoes `publish`. */
  readonly takeBack: () => Promise<void>;
}

/**
 * Registers a model whose files were uploaded; its job reads them from the folder of uploaded models.
 * @throws AppError BAD_USER_INPUT, CONFLICT as submitModel, and what `publish` throws. Then the files stay where they were, and nothing is written.
 */
export async function submitUploadedModel(
  stores: Stores,
  { input, publish, takeBack }: UploadedModel,
  sender: JobSender,
): Promise<Registration> {
  checkModelTexts(input, refuse);
  if (input.reference || input.facts) refuse('its files were uploaded; leave reference and facts out');
  const { slug } = input;
  await checkUnused(stores, slug);
  await publish();
  try {
    return await queue(stores, { ...input, reference: slug, isUploaded: true }, sender);
  } catch (error) {
    await takeBack();
    throw error;
  }
}

/** The folder of an uploaded model never changes, because measurements refer to its files. */
async function checkUnused({ database }: Stores, slug: string): Promise<void> {
  const model = await findModelOfFolder(database, slug);
  if (model !== null)
    throw new AppError('CONFLICT', `"${slug}" is the short name or the folder of the model "${model}". Choose another short name.`);
  const open = await database.prisma.job.count({
    where: { kind: REGISTER_MODEL.kind, status: { notIn: [...ENDED_STATUSES] }, payload: { path: ['reference'], equals: slug } },
  });
  if (open > 0) throw new AppError('CONFLICT', `A model with the folder "${slug}" is being registered. Choose another short name.`);
}

interface QueuedModel extends RegisterModelInput {
  readonly reference: string;
  readonly isUploaded?: boolean;
}

async function queue({ database, enqueue }: Stores, input: QueuedModel, sender: JobSender): Promise<Registration> {
  const { reference, slug, idempotencyKey, isUploaded = false } = input;
  if (!isModelReference(reference))
    refuse(`"${reference.slice(0, 100)}" is neither the name of a folder nor org/name[@revision][:variant]`);
  const payload: PayloadInputOf<typeof REGISTER_MODEL> = {
    reference,
    slug,
    name: input.name ?? slug,
    family: input.family ? toFamily(input.family) : null,
    description: input.description ?? null,
    licence: input.licence ?? null,
    isUploaded,
  };
  const job = jobOf(REGISTER_MODEL, payload);
  const key = idempotencyKey ? { idempotencyKey: `api ${job.kind} ${idempotencyKey}` } : {};
  const { id } = await createJob(database, { ...job, ...key, ...sender }, enqueue);
  return { modelKey: null, jobKey: id };
}

async function declare({ database }: Stores, input: RegisterModelInput, facts: ModelFactsInput): Promise<Registration> {
  const inspection = inspectDeclared(facts, refuse);
  const { slug, description, licence } = input;
  const architecture = facts.architecture ?? 'unknown';
  const { modelId } = await registerModel(database, {
    slug,
    name: input.name ?? slug,
    family: input.family ? toFamily(input.family) : { slug: architecture.toLowerCase(), name: architecture },
    source: 'declared',
    location: '',
    inspection,
    description: description || undefined,
    licence: licence || undefined,
  });
  return { modelKey: modelId, jobKey: null };
}

async function checkSlug({ database }: Stores, slug: string, isDeclared: boolean): Promise<void> {
  const found = await database.prisma.model.findUnique({ where: { slug }, select: { source: true } });
  if (found === null || (found.source !== 'bundled' && (found.source === 'declared') === isDeclared)) return;
  throw new AppError('CONFLICT', `"${slug}" is the short name of a model whose source is "${found.source}". Choose another one.`);
}
