import { importPublishedScores, sql } from '@lamina/database';
import { Arg, Args, ArgsType, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { checkScope } from '../../access/check-scope.ts';
import type { RequestContext } from '../../access/request-context.ts';
import { listQuery, optionalRow, relations, row, rows } from '../../data/relations.ts';
import { createRowLoader } from '../../data/request-loaders.ts';
import type { SqlReader } from '../../data/sql-reader.ts';
import { field, inputType, nullable, outputType } from '../../paging/field.ts';
import { MODELS } from '../model/model.list.ts';
import { Model } from '../model/model.type.ts';
import { REMOVAL_ROWS } from '../published-result/published-result.list.ts';
import { PublishedRemoval } from '../published-result/published-result.type.ts';
import { type ComparedModel, comparePublished } from './published-agreements.ts';
import { IS_SAME_MODEL, PUBLISHED_LAYER_SCORES, PUBLISHED_MODELS, PUBLISHED_SPANS, SOURCE_OBJECT } from './published-layer.list.ts';
import {
  PublishedAgreement,
  PublishedAgreementKind,
  PublishedLayerScore,
  PublishedModel,
  PublishedProfile,
  PublishedSource,
  PublishedSpan,
} from './published-layer.type.ts';
import { createProfilesLoader } from './published-profiles.ts';

@inputType('Published scores to import: a table of one source.')
class ImportPublishedScoresInput {
  @field(String, 'The title of the publication.') readonly title!: string;
  @nullable(String, 'Where.') readonly url?: string | null;
  @nullable(String, 'Commit, date or version of what was read.') readonly revision?: string | null;
  @field(String, 'Licence of the numbers.') readonly licence!: string;
  @field(String, 'The line to show wherever the numbers are.') readonly credit!: string;
  @field(
    String,
    'CSV with the columns model, hf_model_id, unit, block_index, operation, value, unit_of_value, measurements, baseline, text, tokens, notes, and if wanted floor, block_kind, flag, doubt; at most 50,000 rows. If the same content was imported before, the first import is returned.',
  )
  readonly content!: string;
}

@outputType('The imported source.')
class ImportPublishedScoresPayload {
  @field(PublishedSource, 'The source.') readonly source!: PublishedSource;
  @field(Boolean, 'false if the same content was imported before; then nothing was stored.') readonly isNew!: boolean;
}

@ArgsType()
class ProfilesArgs {
  @nullable(String, "Only of this part: 'block', 'attention' or 'mlp'.") readonly unit?: string | null;
  @nullable(String, 'Only of this operation.') readonly operation?: string | null;
}

/** Published numbers of layers. */
@Resolver()
class PublishedLayerResolver {
  @Query(() => PublishedModel, {
    nullable: true,
    description: 'The published model with this short name, or this name on the hub; null if unknown.',
  })
  async publishedModel(
    @Arg('name', () => String, { description: 'Short name, or org/name.' }) name: string,
    @Ctx() { reader }: RequestContext,
  ): Promise<PublishedModel | null> {
    const { nodes } = await reader.listPage(PUBLISHED_MODELS, { first: 1, filter: { models: [name] } });
    return nodes[0] ?? null;
  }

  @Query(() => [PublishedSource], { description: 'All sources of published numbers of layers.' })
  publishedSources(@Ctx() { sqlReader }: RequestContext): Promise<readonly PublishedSource[]> {
    return readSources(sqlReader);
  }

  @Query(() => [PublishedAgreement], {
    description:
      'How far published profiles of blocks agree on which layers tolerate more. Each operation is a measurement of its own: they are compared, never merged.',
  })
  async publishedAgreements(
    @Arg('kind', () => PublishedAgreementKind, { description: 'The kinds of profiles that are compared.' }) kind: PublishedAgreementKind,
    @Arg('generation', () => String, { nullable: true, description: 'Only models of this generation.' }) generation: string | null,
    @Ctx() { sqlReader, loaders }: RequestContext,
  ): Promise<readonly PublishedAgreement[]> {
    const condition = generation ? sql`pm."generation" = ${generation}` : sql`true`;
    const models = await sqlReader.readRows<ComparedModel>(
      sql`SELECT pm."id" AS "key", pm."generation", pm."blockCount" FROM "PublishedModel" pm WHERE ${condition} ORDER BY pm."slug"`,
    );
    const profiles = await Promise.all(models.map(({ key }) => loaders.get(createProfilesLoader).load(key)));
    return comparePublished(kind, models, profiles.flat());
  }

  @Mutation(() => ImportPublishedScoresPayload, {
    description: 'Imports numbers of layers that other people published. They are never mixed with measured ones. Needs the scope IMPORT.',
  })
  async importPublishedScores(
    @Arg('input', () => ImportPublishedScoresInput, { description: 'The scores.' }) input: ImportPublishedScoresInput,
    @Ctx() context: RequestContext,
  ): Promise<ImportPublishedScoresPayload> {
    const { name: submittedBy } = checkScope(context, ApiTokenScope.IMPORT);
    const { content, url = null, revision = null, ...facts } = input;
    const { id, isNew } = await importPublishedScores(context.database, { ...facts, url, revision, submittedBy }, content);
    const [source] = await readSources(context.sqlReader, id);
    if (source === undefined) throw new Error('an imported source is stored');
    return { source, isNew };
  }
}

async function readSources(sqlReader: SqlReader, id: string | null = null): Promise<readonly PublishedSource[]> {
  const found = await sqlReader.readRows<{ readonly source: PublishedSource }>(
    sql`SELECT ${SOURCE_OBJECT} AS "source" FROM "PublishedSource" ps WHERE ${id}::uuid IS NULL OR ps."id" = ${id}::uuid ORDER BY ps."slug"`,
  );
  return found.map(({ source }) => source);
}

/** Fields of a published model. */
@Resolver(() => PublishedModel)
class PublishedModelResolver {
  @FieldResolver(() => [PublishedProfile], {
    description: 'Its profiles over the layers: one per source, part, operation and unit of value.',
  })
  async profiles(
    @Root() { key }: PublishedModel,
    @Args(() => ProfilesArgs) { unit, operation }: ProfilesArgs,
    @Ctx() { loaders }: RequestContext,
  ): Promise<readonly PublishedProfile[]> {
    const profiles = await loaders.get(createProfilesLoader).load(key);
    return profiles.filter((profile) => (unit ?? profile.unit) === profile.unit && (operation ?? profile.operation) === profile.operation);
  }

  @FieldResolver(() => [PublishedRemoval], { description: 'Sets of layers that other people removed from it.' })
  removals(@Root() { hubId }: PublishedModel): readonly PublishedRemoval[] {
    return hubId === null ? [] : REMOVAL_ROWS.filter((removal) => removal.hubId === hubId);
  }
}

/** Values that others published of a measured model. */
@Resolver(() => Model)
class MeasuredModelResolver {
  @FieldResolver(() => PublishedModel, {
    nullable: true,
    description: 'Values that other people published of its layers; null if there are none. Base and instruct models are different models.',
  })
  async published(@Root() { key }: Model, @Ctx() { reader, loaders }: RequestContext): Promise<PublishedModel | null> {
    const published = await loaders.get(createPublishedKeyLoader).load(key);
    return published === null ? null : reader.getByKey(PUBLISHED_MODELS, published);
  }
}

function createPublishedKeyLoader(sqlReader: SqlReader) {
  return createRowLoader(
    sqlReader,
    (keys) => sql`SELECT DISTINCT ON (m."id") m."id" AS "key", pm."id" AS "published" FROM "Model" m
      JOIN "ModelRevision" r ON r."id" = m."currentRevisionId" JOIN "PublishedModel" pm ON ${IS_SAME_MODEL} WHERE m."id" = ANY(${keys}::uuid[])`,
    (found: { readonly key: string; readonly published: string } | undefined) => found?.published ?? null,
  );
}

/** Fields of published numbers of layers, and fields that lead to them. */
export const PUBLISHED_LAYER_RESOLVERS = [
  PublishedLayerResolver,
  PublishedModelResolver,
  MeasuredModelResolver,
  listQuery(PUBLISHED_MODELS, 'publishedModels', 'Models of which other people published numbers of layers.'),
  listQuery(PUBLISHED_LAYER_SCORES, 'publishedLayerScores', 'Published values of parts of models, as a flat table.'),
  listQuery(PUBLISHED_SPANS, 'publishedSpans', 'Published values of consecutive layers, as a flat table.'),
  ...relations(PublishedModel, {
    measured: optionalRow(MODELS, 'measuredKey', 'The same model as it was measured here; null if it was not.'),
    scores: rows(PUBLISHED_LAYER_SCORES, { link: 'model' }, 'Its published values.'),
    spans: rows(PUBLISHED_SPANS, { link: 'model' }, 'Its published values of consecutive layers.'),
  }),
  ...relations(PublishedLayerScore, { model: row(PUBLISHED_MODELS, 'modelKey', 'The model.') }),
  ...relations(PublishedSpan, { model: row(PUBLISHED_MODELS, 'modelKey', 'The model.') }),
  ...relations(PublishedAgreement, {
    model: row(PUBLISHED_MODELS, 'modelKey', 'The model of the first profile.'),
    other: row(PUBLISHED_MODELS, 'otherKey', 'The model of the second profile: the same, unless siblings are compared.'),
  }),
];
