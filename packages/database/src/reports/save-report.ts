import type { Prisma } from '../../generated/client.ts';
import type { Database } from '../create-database.ts';
import { digestOf } from '../digest-of.ts';
import { parseReport } from './parse-report.ts';

/** Hexadecimal digits of a slug: 64 bits are enough to identify any number of reports. */
const SLUG_LENGTH = 16;

/** Saves a report; if the same one exists, it stays. Returns its key. @throws AppError BAD_USER_INPUT as parseReport. */
export async function saveReport({ prisma }: Database, input: unknown): Promise<string> {
  const { title, blocks } = parseReport(input);
  const slug = digestOf({ title, blocks }).slice(0, SLUG_LENGTH);
  const chartCount = blocks.filter(({ chart }) => chart !== null).length;
  const data = { slug, title, chartCount, blocks: blocks as unknown as Prisma.InputJsonArray };
  const { id } = await prisma.report.upsert({ where: { slug }, create: data, update: {}, select: { id: true } });
  return id;
}
