import { AppError } from '@lamina/errors';
import { createMcpServer, type Execute, readReply } from '@lamina/mcp';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { Command } from 'commander';
import { apiToken } from '../env.ts';

export function mcpCommand(): Command {
  return new Command('mcp')
    .option('--api <url>', 'address of the API', 'http://localhost:4000/graphql')
    .action(({ api }: { readonly api: string }) => serve(new URL('/graphql', api)));
}

/** Serves the tools on stdin and stdout until stdin ends. */
async function serve(api: URL): Promise<void> {
  const transport = new StdioServerTransport();
  const ended = new Promise<void>((resolve) => {
    transport.onclose = resolve;
    process.stdin.once('end', () => void transport.close());
  });
  await createMcpServer(createExecute(api), '0.1.0').connect(transport);
  await ended;
}

function createExecute(api: URL): Execute {
  const headers = new Headers({ 'content-type': 'application/json', accept: 'application/json' });
  const token = apiToken();
  if (token !== null) headers.set('authorization', `Bearer ${token}`);
  return async (query, variables) => {
    const response = await fetch(api, { method: 'POST', headers, body: JSON.stringify({ query, variables }) }).catch((cause: unknown) => {
      throw new AppError('HUB_UNREACHABLE', `${api.href} does not answer; start the platform (npm start, or lamina serve), or give --api`, {
        cause,
      });
    });
    return readReply((await response.json()) as Parameters<typeof readReply>[0]);
  };
}
