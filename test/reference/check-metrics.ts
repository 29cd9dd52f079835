import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluateResponses, type Generation, type Response, renderTask, selectTasks, type TaskEvaluation } from '@lamina/benchmarks';
import { loadTaskFolder, loadTaskRows } from '@lamina/datasets';

interface RecordedItem {
  readonly docId: number;
  readonly logLikelihoods?: readonly number[];
  readonly isGreedy?: readonly boolean[];
  readonly logLikelihood?: number;
  readonly generated?: string;
  readonly filtered?: string;
}

interface Recorded {
  readonly tasks: Readonly<
    Record<string, { readonly results: Readonly<Record<string, number | string>>; readonly items: readonly RecordedItem[] }>
  >;
}

/** Allowed relative difference: two libraries add the same numbers in different orders. */
const TOLERANCE = 1e-12;

/**
 * Scores the recorded answers of a real model with Lamina and compares every metric and standard error with those of lm-evaluation-harness for the
 * same answers, dense and pruned. The bootstrap of perplexity uses the harness' own random sequence.
 */
export async function checkMetrics(folder: string): Promise<{ readonly passed: number; readonly problems: readonly string[] }> {
  const tasksFolder = join(folder, 'tasks');
  const catalogue = loadTaskFolder(tasksFolder);
  const outcomes: (string | undefined)[] = [];
  for (const file of ['expected-dense.json', 'expected-pruned.json']) {
    const { tasks } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recorded;
    for (const definition of selectTasks(Object.keys(tasks), [catalogue]).tasks) {
      const rows = await loadTaskRows(definition, definition.shots.count ?? 0, { folders: [tasksFolder, folder] });
      const recorded = tasks[definition.name];
      if (recorded === undefined) continue;
      const evaluation = evaluateResponses(renderTask(definition, rows), recorded.items.flatMap(toAnswers));
      const difference = findDifference(evaluation, recorded);
      outcomes.push(difference && `${file} ${definition.name}: ${difference}`);
    }
  }
  const problems = outcomes.flatMap((outcome) => outcome ?? []);
  return { passed: outcomes.length - problems.length, problems };
}

function toAnswers(item: RecordedItem): (Response | Generation)[] {
  if (item.generated !== undefined) return [{ generated: item.generated }];
  const likelihoods = item.logLikelihoods ?? [item.logLikelihood ?? Number.NaN];
  return likelihoods.map((logLikelihood, choice) => ({ logLikelihood, isGreedy: item.isGreedy?.[choice] ?? null, tokens: 1 }));
}

function findDifference(evaluation: TaskEvaluation, { results, items }: Recorded['tasks'][string]): string | undefined {
  for (const [key, expected] of Object.entries(results)) {
    const metric = evaluation.metrics.find((each) => each.metric === key.replace(/_stderr$/, ''));
    const found = key.endsWith('_stderr') ? metric?.standardError : metric?.value;
    // Where the harness has no error ("N/A"), Lamina may have one.
    if (typeof expected !== 'number') continue;
    if (typeof found !== 'number' || Math.abs(found - expected) > TOLERANCE * Math.abs(expected))
      return `${key} is ${found}, recorded ${expected}`;
  }
  const wrong = items.find(({ filtered }, place) => {
    const readings = Object.values(evaluation.samples[place]?.filtered ?? {});
    return filtered !== undefined && !readings.includes(filtered);
  });
  return (
    wrong && `document ${wrong.docId} is read as ${JSON.stringify(evaluation.samples[wrong.docId]?.filtered)}, recorded ${wrong.filtered}`
  );
}
