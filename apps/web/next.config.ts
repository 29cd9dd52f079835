import { join } from 'node:path';
import type { NextConfig } from 'next';

// Lamina sends no telemetry, so the framework must not send any either.
process.env.NEXT_TELEMETRY_DISABLED = '1';

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run check` checks types; the build at a user's first start does not repeat it.
  typescript: { ignoreBuildErrors: true },
  experimental: {
    // A clone builds the page once. Writing the compiler's cache took a fifth of that build.
    turbopackFileSystemCacheForBuild: false,
    // Maps are four fifths of the built server's bytes, and only `next dev` reads them.
    turbopackSourceMaps: process.env.NODE_ENV === 'development',
    // Only browsers need small files. Making the server's small took a tenth of the build.
    turbopackMinify: { server: false },
  },
  // The workspace root contains the lockfile. Without this setting Next.js could choose another root.
  turbopack: { root: join(import.meta.dirname, '../..') },
};

export default config;
