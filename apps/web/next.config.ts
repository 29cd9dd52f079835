import type { NextConfig } from 'next';

// Lamina sends no telemetry, so the framework must not send any either.
process.env.NEXT_TELEMETRY_DISABLED = '1';

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run check` checks types; the build at a user's first start does not repeat it.
  typescript: { ignoreBuildErrors: true },
  // A clone builds the page once. Writing the compiler's cache took a fifth of that build.
  experimental: { turbopackFileSystemCacheForBuild: false },
  // The workspace root contains the lockfile. Without this setting Next.js could choose another root.
  turbopack: { root: new URL('../..', import.meta.url).pathname },
};

export default config;
