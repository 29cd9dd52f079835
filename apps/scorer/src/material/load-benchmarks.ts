import type { Task } from '@lamina/benchmarks';
import { loadTasks } from '@lamina/datasets';
import type { EvaluateModelPayload } from '@lamina/jobs';
import type { HandlerContext } from '../context/handler-context.ts';

/**
 * The tasks of a job, from the worker's task folder, bundled or built in. Missing rows are downloaded from the hub; cancellation stops the download.
 * @throws AppError NOT_FOUND for unknown names; as the hub does
 */
export async function loadBenchmarks(
  { benchmarks, limit, shots }: Pick<EvaluateModelPayload, 'benchmarks' | 'limit' | 'shots'>,
  { folders, signal, report }: Pick<HandlerContext, 'folders' | 'signal' | 'report'>,
): Promise<readonly Task[]> {
  if (benchmarks.length === 0) return [];
  const { tasks } = await loadTasks({
    names: benchmarks,
    bundled: folders.benchmarks,
    folder: folders.tasks,
    hub: { ...folders.hub, signal },
    onDownload: (path) => report({ phase: 'download', done: 0, total: 1, note: path }),
    limit,
    shots,
  });
  return tasks.map(({ task }) => task);
}
