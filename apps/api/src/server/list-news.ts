import type { NodeReader } from '../data/node-reader.ts';
import { BENCHMARKS } from '../nouns/benchmark/benchmark.list.ts';
import { EVALUATIONS } from '../nouns/evaluation/evaluation.list.ts';
import { MODELS } from '../nouns/model/model.list.ts';
import { PRUNINGS } from '../nouns/pruning/pruning.list.ts';
import { RELEASES } from '../nouns/release/release.list.ts';
import { SCORE_RUNS } from '../nouns/score-run/score-run.list.ts';
import { descending } from '../paging/list-args.ts';

/** A news item of a feed. */
export interface News {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** Path on the page. */
  readonly path: string;
  readonly date: Date;
}

const COUNT = 50;

/** The newest releases, score runs and evaluations, newest first. */
export async function listNews(reader: NodeReader): Promise<readonly News[]> {
  const lists = await Promise.all([listReleases(reader), listScoreRuns(reader), listEvaluations(reader)]);
  return lists
    .flat()
    .toSorted((a, b) => b.date.getTime() - a.date.getTime())
    .slice(0, COUNT);
}

async function listReleases(reader: NodeReader): Promise<readonly News[]> {
  const { nodes } = await reader.listPage(RELEASES, { first: COUNT });
  return nodes.map(({ id, version, title, description, publishedAt, sha256 }) => ({
    id,
    title: `Data release ${version}: ${title}`,
    text: [description, `SHA-256 ${sha256}`].filter((part) => part !== null).join(' · '),
    path: '/',
    date: publishedAt,
  }));
}

async function listScoreRuns(reader: NodeReader): Promise<readonly News[]> {
  const { nodes } = await reader.listPage(SCORE_RUNS, { first: COUNT });
  return Promise.all(
    nodes.map(async ({ id, modelKey, lane, tokenCount, createdAt }) => {
      const { slug } = await reader.getByKey(MODELS, modelKey);
      return { id, title: `${slug}: every layer scored`, text: `${lane} · ${tokenCount} tokens`, path: `/models/${slug}`, date: createdAt };
    }),
  );
}

/** Evaluations of one model by one protocol that were stored together form one item. */
async function listEvaluations(reader: NodeReader): Promise<readonly News[]> {
  const { nodes } = await reader.listPage(EVALUATIONS, { first: 100, orderBy: [descending('CREATED_AT')] });
  const groups = Map.groupBy(nodes, ({ modelKey, pruningKey, lane }) => `${modelKey} ${pruningKey} ${lane}`);
  return Promise.all(
    [...groups.values()].map(async ([newest, ...others]) => {
      if (newest === undefined) throw new Error('A group holds at least one row');
      const { slug } = await reader.getByKey(MODELS, newest.modelKey);
      const pruning = newest.pruningKey === null ? null : await reader.getByKey(PRUNINGS, newest.pruningKey);
      const subject = pruning === null ? 'whole' : `without ${pruning.removedCount} layers (${pruning.strategy})`;
      const values = await Promise.all(
        [newest, ...others].map(async ({ benchmarkKey, metric, value }) => {
          const { name } = await reader.getByKey(BENCHMARKS, benchmarkKey);
          return `${name} ${metric} ${value.toPrecision(4)}`;
        }),
      );
      const text = [newest.lane, ...values].join(' · ');
      return { id: newest.id, title: `${slug}, ${subject}: evaluated`, text, path: `/models/${slug}`, date: newest.createdAt };
    }),
  );
}
