import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, getAt, getEntry } from '@lamina/errors';
import { DIVERGENCE } from '@lamina/metrics';
import { type PublishedScoreRow, parseCsv, readPublishedScores, slugOf } from '@lamina/uploads';
import { z } from 'zod';
import type { Database } from '../connection/create-database.ts';
import { writeTransaction } from '../migrations/write-transaction.ts';
import { type PublishedModelFacts, type PublishedSpanRow, savePublishedModels, savePublishedSource } from './save-published.ts';

const DATASETS = z.object({
  datasets: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      url: z.string(),
      revision: z.string(),
      licence: z.string(),
      credit: z.string(),
      bundle: z.boolean(),
    }),
  ),
});
const text = z.string().optional();
const number = z.coerce.number().optional();
const MODEL = z.object({
  source: z.string(),
  model: z.string(),
  hf_model_id: text,
  maker: text,
  generation: text,
  version: number,
  architecture: text,
  blocks: z.coerce.number(),
  hidden_size: number,
  feed_forward_kind: text,
  parameters: text,
  floor: text,
});
const ALIAS = z.object({ hf_model_id: z.string(), same_as: z.string(), reason: z.string() });
const NOT_COUNTED = z.object({ hf_model_id: text, unit_of_value: z.string(), reason: z.string() });
type ModelRow = z.output<typeof MODEL>;
const BLOCK = z.object({
  source: z.string(),
  model: z.string(),
  block_index: z.coerce.number(),
  attention_kind: z.string(),
  feed_forward_kind: z.string(),
});
const SPAN = z.object({
  source: z.string(),
  model: z.string(),
  hf_model_id: text,
  first_block: z.coerce.number(),
  block_count: z.coerce.number(),
  operation: z.string(),
  value: number,
  unit_of_value: z.string(),
  text,
  notes: text,
});

const LOCK = 7_261_538_122;
/** Why rows of blocks that predict further tokens say nothing. */
const NOT_RUN = 'The benchmark does not run this block: the value is the floor.';

/**
 * Stores the numbers of a folder of published layers, once for each state of its `datasets.json`.
 * @param folder holds datasets.json, models.csv, aliases.csv, not-counted.csv, blocks.csv, spans.csv and scores
 * @returns false if they were stored before
 * @throws AppError BAD_USER_INPUT for a file of another form
 */
export async function importPublishedLayers(database: Database, folder: string): Promise<boolean> {
  const description = readFileSync(join(folder, 'datasets.json'), 'utf8');
  const digest = createHash('sha256').update(description).digest('hex');
  const shipped = { submittedBy: null };
  if ((await database.prisma.publishedSource.count({ where: { ...shipped, digest } })) > 0) return false;
  const sources = DATASETS.parse(JSON.parse(description)).datasets.filter(({ bundle }) => bundle);
  const nameModel = readAliases(folder);
  const models = readTable(folder, 'models.csv', MODEL);
  const scores = readScores(folder, { models, nameModel });
  const spans = Map.groupBy(readTable(folder, 'spans.csv', SPAN), ({ source }) => source);
  return writeTransaction(database, async (transaction) => {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK}::bigint)`;
    if ((await transaction.publishedSource.count({ where: { ...shipped, digest } })) > 0) return false;
    await transaction.publishedSource.deleteMany({ where: shipped });
    await transaction.publishedModel.deleteMany({ where: { scores: { none: {} }, spans: { none: {} } } });
    await savePublishedModels(transaction, mergeModels(models, nameModel));
    for (const { id, title, url, revision, licence, credit } of sources)
      await savePublishedSource(transaction, {
        source: { ...shipped, slug: id, title, url, revision, licence, credit, digest },
        // A source of removal sets has neither.
        scores: scores.get(id) ?? [],
        spans: spans.get(id)?.map((row) => toSpan(row, nameModel)) ?? [], // as said
      });
    await transaction.$executeRaw`ANALYZE "PublishedModel", "PublishedLayerScore", "PublishedSpan"`;
    return true;
  });
}

/** Gives the name on the hub under which a model is stored: some have two. */
export type NameModel = (hubId: string) => string;

/** @param folder holds aliases.csv @throws AppError BAD_USER_INPUT for a file of another form */
export function readAliases(folder: string): NameModel {
  const aliases = new Map(readTable(folder, 'aliases.csv', ALIAS).map(({ hf_model_id: hubId, same_as: name }) => [hubId, name]));
  return (hubId) => aliases.get(hubId) ?? hubId; // most have one name
}

/** Why a profile is shown but not counted; null for most. */
function readDoubts(folder: string): (row: Pick<PublishedScoreRow, 'hubId' | 'unitOfValue'>) => string | null {
  const doubts = readTable(folder, 'not-counted.csv', NOT_COUNTED);
  return ({ hubId, unitOfValue }) =>
    doubts.find((doubt) => doubt.unit_of_value === unitOfValue && (doubt.hf_model_id ?? hubId) === hubId)?.reason ?? null; // without a name: of every model
}

/** Scores by source, with the kind of their block, the floor of their file and what is doubted of them. */
function readScores(
  folder: string,
  { models, nameModel }: { readonly models: readonly ModelRow[]; readonly nameModel: NameModel },
): ReadonlyMap<string, readonly PublishedScoreRow[]> {
  const findDoubt = readDoubts(folder);
  const kinds = new Map(
    readTable(folder, 'blocks.csv', BLOCK).map((row) => [
      `${row.model}/${row.block_index}`,
      row.attention_kind === 'not measured' ? row.feed_forward_kind : `${row.attention_kind} · ${row.feed_forward_kind}`,
    ]),
  );
  const floors = new Map<string, number>(
    models.flatMap(({ model, floor = '' }) => readFloors(floor).map(([type, value]) => [`${model}/round:${type}`, value] as const)),
  );
  const read = globSync('scores/**/*.csv', { cwd: folder })
    .sort()
    .flatMap((file) => {
      const cells = parseCsv(readFileSync(join(folder, file), 'utf8'));
      // Imports have no column source.
      return readPublishedScores(cells).map((row, place) => ({
        source: getAt(cells, place).source,
        row: {
          ...row,
          slug: slugOf(row.hubId === null ? row.model : nameModel(row.hubId)),
          doubt: findDoubt(row),
          blockKind: kinds.get(`${row.model}/${row.blockIndex}`) ?? null,
          floor: row.unitOfValue === DIVERGENCE ? (floors.get(`${row.model}/${row.operation}`) ?? null) : null,
          flag: row.unit.startsWith('mtp-') ? NOT_RUN : null,
        },
      }));
    });
  return new Map([...Map.groupBy(read, ({ source }) => source)].map(([source = '', found]) => [source, found.map(({ row }) => row)]));
}

/** `kld iq1_kt: 0.0002; ppl iq1_kt: 5.4`: only divergences have a floor that sums with the measurements. */
function readFloors(floor: string): readonly (readonly [string, number])[] {
  return [...floor.matchAll(/kld (\S+): ([\d.e-]+)/g)].map(([, type = '', value]) => [type, Number(value)]);
}

/** One model per short name: of several sources, the first that says a fact. */
function mergeModels(rows: readonly ModelRow[], nameModel: NameModel): readonly PublishedModelFacts[] {
  const slugOfRow = ({ hf_model_id: hubId, model }: ModelRow): string => slugOf(hubId === undefined ? model : nameModel(hubId));
  return [...Map.groupBy(rows, slugOfRow)].map(([slug, same]) => {
    const find = <Key extends keyof ModelRow>(key: Key): NonNullable<ModelRow[Key]> | null =>
      same.find((row) => row[key] !== undefined)?.[key] ?? null;
    const given = find('hf_model_id');
    const hubId = given === null ? null : nameModel(given);
    const name = hubId?.split('/').at(-1) ?? find('model') ?? slug;
    return {
      slug,
      hubId,
      name,
      aliases: [...new Set(same.map(({ model }) => model))].filter((model) => model !== name),
      maker: find('maker'),
      generation: find('generation'),
      version: find('version'),
      architecture: find('architecture'),
      blockCount: getAt(same, 0).blocks,
      hiddenSize: find('hidden_size'),
      feedForwardKind: find('feed_forward_kind'),
      parameterCount: toCount(find('parameters')),
    };
  });
}

const SCALES: ReadonlyMap<string, number> = new Map([
  ['M', 1e6],
  ['B', 1e9],
  ['T', 1e12],
]);

/** As in `8.03 B`; null where no source says it. */
function toCount(parameters: string | null): bigint | null {
  if (parameters === null) return null;
  const [count, scale = ''] = parameters.split(' ');
  return BigInt(Math.round(Number(count) * getEntry(SCALES, scale)));
}

function toSpan(row: z.output<typeof SPAN>, nameModel: NameModel): PublishedSpanRow {
  return {
    slug: slugOf(row.hf_model_id === undefined ? row.model : nameModel(row.hf_model_id)),
    firstBlock: row.first_block,
    blockCount: row.block_count,
    operation: row.operation,
    value: row.value ?? null,
    unitOfValue: row.unit_of_value,
    text: row.text ?? null,
    notes: row.notes ?? null,
  };
}

function readTable<Schema extends z.ZodType>(folder: string, file: string, schema: Schema): readonly z.output<Schema>[] {
  const path = join(folder, file);
  const parsed = z.array(schema).safeParse(parseCsv(readFileSync(path, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new AppError('BAD_USER_INPUT', `${path} is not a table of published layers: ${z.prettifyError(parsed.error).slice(0, 300)}`);
}
