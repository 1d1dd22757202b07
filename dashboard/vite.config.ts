import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Where `npm run dev` finds a node: SIDETRACK_NODE, else the one a fresh `bin/sidetrack run` or `demo` starts. */
const node = process.env.SIDETRACK_NODE ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'target/classes/io/sidetrack/dashboard',
    emptyOutDir: true,
    target: ['chrome123', 'firefox121', 'safari17.5'],
    chunkSizeWarningLimit: 1200,
    // Data addresses would need a wider policy for scripts and styles.
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/api': node, '/health': node } },
  test: { environment: 'jsdom', include: ['test/**/*.test.{ts,tsx}'], setupFiles: ['test/setup.ts'] },
});
