import { spawnSync } from 'node:child_process';

// One Jest run over all workspaces: two workers share the cores, and the reporter prints one count at the end.
const { status } = spawnSync(
  process.execPath,
  ['--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js', ...process.argv.slice(2)],
  {
    stdio: 'inherit',
  },
);
process.exit(status ?? 1);
