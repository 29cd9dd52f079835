// Next.js closes its server on SIGTERM and exits with 143, which supervisors report as a failure. A requested stop is not a failure.
process.on('exit', (code) => {
  if (code === 143) process.exitCode = 0;
});
