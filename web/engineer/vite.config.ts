import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

// The gateway serves what is built: the page at /engineer, its files below /engineer/static.
export default defineConfig({
  base: '/engineer/static/',
  plugins: [vue()],
  build: { outDir: 'dist', target: 'es2020', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
