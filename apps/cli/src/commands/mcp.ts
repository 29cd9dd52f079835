import { createMcpServer, type Execute, readReply } from '@lamina/mcp';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { apiToken, localPlatformUrl } from '../env.ts';
import { sendQuery, toAddress } from '../study/open-platform.ts';

export function createCommand(): Command {
  return new Command()
    .option('--api <url>', 'address of the API', localPlatformUrl())
    .action(({ api }: { readonly api: string }) => serve(toAddress(api)));
}

/** Serves the tools on stdin and stdout until stdin ends. */
async function serve(api: URL): Promise<void> {
  const execute: Execute = async (query, variables) => readReply(await sendQuery(api, apiToken(), { query, variables }));
  const transport = new StdioServerTransport();
  const ended = new Promise<void>((resolve) => {
    transport.onclose = resolve;
    process.stdin.once('end', () => void transport.close());
  });
  await createMcpServer(execute, packageJson.version).connect(transport);
  await ended;
}
