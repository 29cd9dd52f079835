// A stop that was asked for is no failure. Next.js closes its server on SIGTERM and ends with 143, which supervisors report as one.
process.on('exit', (code) => {
  if (code === 143) process.exitCode = 0;
});
