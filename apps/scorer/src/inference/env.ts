/**
 * The environment of a process that evaluates. Sessions of a model in parts keep no memory between runs, and by its defaults glibc gives every large
 * block back to the system, which takes and clears it page by page again: half the processor time of rows of 2,048 tokens. Here freed blocks stay with
 * the process, which ends with its job. Other C libraries pass over the variables; ones that are set already stay.
 */
export function evaluationEnvironment(): NodeJS.ProcessEnv {
  return { MALLOC_MMAP_THRESHOLD_: '4000000000', MALLOC_TRIM_THRESHOLD_: '4000000000', ...process.env };
}
