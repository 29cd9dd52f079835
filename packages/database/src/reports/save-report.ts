import type { Prisma } from '../../generated/client.ts';
import type { Database } from '../create-database.ts';
import { slugOf } from '../digest-of.ts';
import { parseReport } from './parse-report.ts';

/** Saves a report; if the same one exists, it stays. Returns its key. @throws AppError BAD_USER_INPUT as parseReport. */
export async function saveReport({ prisma }: Database, input: unknown): Promise<string> {
  const { title, blocks } = parseReport(input);
  const slug = slugOf({ title, blocks });
  const chartCount = blocks.filter(({ chart }) => chart !== null).length;
  const data = { slug, title, chartCount, blocks: blocks as unknown as Prisma.InputJsonArray };
  const { id } = await prisma.report.upsert({ where: { slug }, create: data, update: {}, select: { id: true } });
  return id;
}
