import { AppError } from '@lamina/errors';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { z } from 'zod';
import { type Execute, MCP_TOOLS, type Tool } from './tools.ts';

const INSTRUCTIONS =
  'Lamina measures which layers of language models are redundant. Ask find_model for names first. Quote summaries, and show sources and limits with every number.';

/** An MCP server whose tools ask a Lamina API. It is connected to a transport by the caller, and serves one client. */
export function createMcpServer(execute: Execute, version: string): McpServer {
  const server = new McpServer({ name: 'lamina', version }, { instructions: INSTRUCTIONS });
  for (const [name, tool] of Object.entries(MCP_TOOLS)) register(server, name, tool as unknown as AnyTool, execute);
  return server;
}

type AnyTool = Tool<z.ZodRawShape, z.ZodRawShape>;

function register(server: McpServer, name: string, tool: AnyTool, execute: Execute): void {
  const { title, description, input, output, isWrite } = tool;
  const config = {
    title,
    description,
    inputSchema: input,
    outputSchema: output,
    annotations: { readOnlyHint: !isWrite, openWorldHint: false },
  };
  server.registerTool(name, config, async (given): Promise<CallToolResult> => {
    try {
      const result = await tool.run(execute, given);
      const { summary, sources, limits } = result as {
        readonly summary: string;
        readonly sources: readonly string[];
        readonly limits: readonly string[];
      };
      const text = [summary, `Sources: ${sources.join(' · ')}`, `Limits: ${limits.join(' ')}`].join('\n');
      return { content: [{ type: 'text', text }], structuredContent: result };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { content: [{ type: 'text', text: `${error.code}: ${error.message}` }], isError: true };
    }
  });
}
