import { createDatabase, type JobChange, listenToJobEvents } from '@lamina/database';
import { Presets, SingleBar } from 'cli-progress';

/** Shows the scorer's progress: one bar in a terminal, and a line per finished job. */
export async function showJobs(databaseUrl: string, say: (line: string) => void): Promise<{ stop(): Promise<void> }> {
  const database = createDatabase(databaseUrl);
  const bar = process.stdout.isTTY
    ? new SingleBar({ format: '{title} {bar} {value}/{total}', clearOnComplete: true, hideCursor: true }, Presets.shades_classic)
    : null;
  const titles = new Map<string, string>();

  const titleOf = async ({ studyId, kind }: JobChange): Promise<string> => {
    if (studyId === null) return kind;
    const known =
      titles.get(studyId) ??
      (await database.prisma.study.findUnique({ where: { id: studyId }, select: { model: { select: { slug: true } } } }))?.model.slug ??
      '';
    titles.set(studyId, known);
    return `${known} ${kind}`;
  };
  const show = async (change: JobChange): Promise<void> => {
    const title = await titleOf(change);
    const { done, total } = change.progress;
    if (change.type === 'progress' && bar && total > 0) {
      if (!bar.isActive) bar.start(total, done, { title });
      bar.setTotal(total);
      bar.update(done, { title });
      return;
    }
    if (!['succeeded', 'failed', 'cancelled', 'lost'].includes(change.type)) return;
    bar?.stop();
    say(change.errorMessage === null ? `${title} ${change.type}` : `${title} ${change.type}: ${change.errorCode}: ${change.errorMessage}`);
  };
  const listener = await listenToJobEvents(databaseUrl, (change) => void show(change));
  return {
    async stop() {
      bar?.stop();
      await listener.stop();
      await database.close();
    },
  };
}
