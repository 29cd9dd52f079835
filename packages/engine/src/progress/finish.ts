/** Runs a job to its end without showing its progress, and gives its result. */
export async function finish<T>(job: AsyncGenerator<unknown, T>): Promise<T> {
  for (let step = await job.next(); ; step = await job.next()) if (step.done) return step.value;
}
