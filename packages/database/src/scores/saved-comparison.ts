import { createRefusal } from '@lamina/errors';
import { MEASURE_IDS } from '@lamina/metrics';
import { z } from 'zod';
import type { Database } from '../connection/create-database.ts';
import { slugOf } from '../rows/digest-of.ts';
import { parseInput, wordsOf } from '../rows/parse-input.ts';

/** The content of a saved comparison: the keys of its runs, so that later measurements do not change it. */
const comparisonView = z.object({
  metric: z.enum(MEASURE_IDS),
  scoreRunKeys: z.array(z.uuid()),
  binCount: z.number().int(),
  lowestCount: z.number().int(),
});
export type ComparisonView = z.infer<typeof comparisonView>;

/** A saved comparison. */
export interface SavedComparison {
  readonly key: string;
  readonly slug: string;
  readonly title: string;
  readonly createdAt: Date;
  readonly view: ComparisonView;
}

const savedTitle = z.object({ title: wordsOf(1, 200) });
/** Saves a comparison; if the same one exists, returns it. @throws AppError BAD_USER_INPUT for a title of no or too many characters. */
export async function saveComparison({ prisma }: Database, given: string, view: ComparisonView): Promise<SavedComparison> {
  const { title } = parseInput(savedTitle, { title: given }, createRefusal('The comparison cannot be saved'));
  const slug = slugOf({ title, view });
  return toSaved(await prisma.comparison.upsert({ where: { slug }, create: { slug, title, view }, update: {} }));
}

/** The saved comparison with this slug or key, or null. */
export async function findComparison(
  { prisma }: Database,
  where: { readonly slug: string } | { readonly id: string },
): Promise<SavedComparison | null> {
  const row = await prisma.comparison.findUnique({ where });
  return row && toSaved(row);
}

function toSaved({ id: key, view, ...facts }: Omit<SavedComparison, 'key' | 'view'> & { readonly id: string; readonly view: unknown }) {
  return { ...facts, key, view: comparisonView.parse(view) };
}
