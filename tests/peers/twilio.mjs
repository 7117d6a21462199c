// Signs webhooks and knows TwiML's attributes, with Twilio's own package.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import twilio from "twilio";

const types = readFileSync(createRequire(import.meta.url).resolve("twilio/lib/twiml/VoiceResponse.d.ts"), "utf-8");

// Attributes of every verb, each with its kind; named lists of values are spelled out.
const grammar = () => {
  const lists = {};
  for (const [, name, values] of types.matchAll(/type (\w+) = ([^;]+);/g)) {
    lists[name] = [...values.matchAll(/"([^"]*)"/g)].map(([, value]) => value);
  }
  const verbs = {};
  for (const [, verb, body] of types.matchAll(/interface (\w+)Attributes \{([\s\S]*?)\n    \}/g)) {
    verbs[verb] ??= {};
    for (const [, name, kind] of body.matchAll(/^\s+"?([\w.:-]+)"?\?: ([^;]+);/gm)) {
      verbs[verb][name] = lists[kind.replace("[]", "")] ?? kind;
    }
  }
  return verbs;
};

const does = {
  sign: ({ token, url, values }) => twilio.getExpectedTwilioSignature(token, url, values),
  validate: ({ token, signature, url, values }) => twilio.validateRequest(token, signature, url, values),
  grammar,
};

const tasks = JSON.parse(readFileSync(0, "utf-8"));
process.stdout.write(JSON.stringify(tasks.map((task) => does[task.do](task))));
