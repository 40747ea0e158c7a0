import { defineConfig } from "vite";

export default defineConfig({
  publicDir: "public",
  build: {
    target: "es2023",
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    outDir: "../../src/warmline/web",
    emptyOutDir: false,
    lib: { entry: "main.tsx", formats: ["iife"], name: "Warmline", fileName: () => "widget.js" },
  },
});
