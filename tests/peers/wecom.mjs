// Seals and opens messages with @wecom/crypto, the platform's own package.
import { readFileSync } from "node:fs";
import { decrypt, encrypt, getSignature } from "@wecom/crypto";

const does = {
  seal: ({ token, key, id, text, timestamp, nonce }) => {
    const sealed = encrypt(key, text, id);
    return { sealed, signature: getSignature(token, timestamp, nonce, sealed) };
  },
  open: ({ token, key, sealed, timestamp, nonce }) => {
    const { message, id } = decrypt(key, sealed);
    return { text: message, id, signature: getSignature(token, timestamp, nonce, sealed) };
  },
};

const tasks = JSON.parse(readFileSync(0, "utf-8"));
process.stdout.write(JSON.stringify(tasks.map((task) => does[task.do](task))));
