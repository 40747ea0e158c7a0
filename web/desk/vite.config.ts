import { defineConfig, type Plugin } from "vite";

/** The desk speaks English: React Aria's own words in 33 other languages would be a fifth of it. */
const inEnglish: Plugin = {
  name: "in-english",
  load: (id) => (/react-(aria|stately).*\/intl\/.*\/(?!en-US)[a-z]{2}-[A-Z]{2}\.mjs$/.test(id) ? "export default {}" : null),
};

export default defineConfig({
  base: "/desk/",
  plugins: [inEnglish],
  build: {
    outDir: "../../src/warmline/web/desk", emptyOutDir: true, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 600,
  },
});
