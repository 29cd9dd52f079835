import { batchesOf } from '@lamina/errors';
import type { PublishedScoreRow } from '@lamina/uploads';
import type { PublishedModel, PublishedSource, PublishedSpan } from '../../generated/client.ts';
import type { Transaction } from '../connection/create-database.ts';

/** Who published numbers, and on what terms they are shown. */
export type PublishedSourceFacts = Readonly<Omit<PublishedSource, 'id' | 'createdAt'>>;

/** A model of which something was published. Null where no source says it. */
export type PublishedModelFacts = Readonly<Omit<PublishedModel, 'id' | 'createdAt'>>;

/** A value of consecutive blocks of a model. */
export type PublishedSpanRow = Readonly<Omit<PublishedSpan, 'id' | 'sourceId' | 'modelId'>> & { readonly slug: string };

const BATCH_ROWS = 5_000;

/** Stores models that are not known yet; known ones keep their facts. */
export async function savePublishedModels(transaction: Transaction, models: readonly PublishedModelFacts[]): Promise<void> {
  await transaction.publishedModel.createMany({ data: [...models], skipDuplicates: true });
}

/** Stores a source with its rows. Their models are stored already. */
export async function savePublishedSource(
  transaction: Transaction,
  {
    source,
    scores,
    spans,
  }: { readonly source: PublishedSourceFacts; readonly scores: readonly PublishedScoreRow[]; readonly spans: readonly PublishedSpanRow[] },
): Promise<string> {
  const { id } = await transaction.publishedSource.create({ data: source, select: { id: true } });
  for (const rows of batchesOf(scores, BATCH_ROWS))
    await transaction.$executeRaw`
      INSERT INTO "PublishedLayerScore" ("id", "sourceId", "modelId", "unit", "blockIndex", "operation", "value", "unitOfValue", "measurements", "floor",
        "blockKind", "baseline", "text", "tokens", "notes", "flag", "doubt")
      SELECT gen_random_uuid(), ${id}::uuid, m."id", n."unit", n."blockIndex", n."operation", n."value", n."unitOfValue", n."measurements", n."floor",
        n."blockKind", n."baseline", n."text", n."tokens", n."notes", n."flag", n."doubt"
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS n("slug" text, "unit" text, "blockIndex" int, "operation" text, "value" float8,
        "unitOfValue" text, "measurements" int, "floor" float8, "blockKind" text, "baseline" text, "text" text, "tokens" int8, "notes" text, "flag" text, "doubt" text)
      JOIN "PublishedModel" m ON m."slug" = n."slug"`;
  for (const rows of batchesOf(spans, BATCH_ROWS))
    await transaction.$executeRaw`
      INSERT INTO "PublishedSpan" ("id", "sourceId", "modelId", "firstBlock", "blockCount", "operation", "value", "unitOfValue", "text", "notes")
      SELECT gen_random_uuid(), ${id}::uuid, m."id", n."firstBlock", n."blockCount", n."operation", n."value", n."unitOfValue", n."text", n."notes"
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS n("slug" text, "firstBlock" int, "blockCount" int, "operation" text, "value" float8,
        "unitOfValue" text, "text" text, "notes" text)
      JOIN "PublishedModel" m ON m."slug" = n."slug"`;
  return id;
}
