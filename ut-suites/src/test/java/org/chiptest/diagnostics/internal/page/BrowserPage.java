package org.chiptest.diagnostics.internal.page;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.chiptest.runtime.internal.capture.ParsedJson;
import org.jspecify.annotations.Nullable;

/** A page that is open in a browser and does what a person would do, by the browser's debugging protocol. */
final class BrowserPage implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern PAGE = Pattern
            .compile("\"type\": \"page\",.*?\"webSocketDebuggerUrl\": \"([^\"]+)\"", Pattern.DOTALL);

    private final Process browser;
    private final HttpClient client = HttpClient.newHttpClient();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final WebSocket socket;
    private int requests;
    /** Where scripts of the newest frame run. */
    private long newest;

    private BrowserPage(Process browser, Path profile) throws IOException, InterruptedException {
        this.browser = browser;
        Path port = profile.resolve("DevToolsActivePort");
        Awaitility.await("the browser to listen").atMost(PATIENCE).until(() -> Files.exists(port)
                && Files.readAllLines(port).size() > 1);
        String list = client.send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + Files.readAllLines(port).getFirst() + "/json/list")).build(),
                BodyHandlers.ofString()).body();
        Matcher page = PAGE.matcher(list);
        if (!page.find()) {
            throw new IOException("the browser has no page: " + list);
        }
        socket = client.newWebSocketBuilder().buildAsync(URI.create(page.group(1)), new Ear()).join();
        request("Runtime.enable", "{}");
    }

    /** Open a page. */
    static BrowserPage open(Chromium chromium, Path page) throws IOException, InterruptedException {
        Path profile = chromium.newProfile();
        Process browser = chromium.start(profile, List.of("--remote-debugging-port=0"), page);
        try {
            return new BrowserPage(browser, profile);
        } catch (IOException | InterruptedException | RuntimeException e) {
            end(browser);
            throw e;
        }
    }

    private final class Ear implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                heard.add(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    /** Return what an expression of the page's own script comes to, as text. */
    String evaluate(String expression) throws InterruptedException {
        return evaluate(expression, "");
    }

    /** Return the same in the frame that was loaded last. */
    String evaluateInNewestFrame(String expression) throws InterruptedException {
        return evaluate(expression, ",\"contextId\":" + newest);
    }

    private String evaluate(String expression, String where) throws InterruptedException {
        String quoted = expression.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        Map<String, Object> answer = request("Runtime.evaluate",
                "{\"returnByValue\":true,\"expression\":\"String(" + quoted + ")\"" + where + "}");
        return String.valueOf(field(field(answer, "result"), "result").get("value"));
    }

    private Map<String, Object> request(String method, String parameters) throws InterruptedException {
        requests++;
        socket.sendText("{\"id\":" + requests + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}", true)
                .join();
        while (true) {
            String next = heard.poll(PATIENCE.toSeconds(), SECONDS);
            if (next == null) {
                throw new AssertionError("the browser did not answer " + method + " within " + PATIENCE);
            }
            Map<String, Object> message = ParsedJson.object(next);
            if (Objects.equals(message.get("id"), (long) requests)) {
                return message;
            }
            if (Objects.equals(message.get("method"), "Runtime.executionContextCreated")) {
                newest = (Long) Objects.requireNonNull(field(field(message, "params"), "context").get("id"));
            }
        }
    }

    @SuppressWarnings("unchecked") // the protocol's objects have texts as keys
    private static Map<String, Object> field(Map<String, Object> object, String name) {
        return (Map<String, Object>) Objects.requireNonNull(object.get(name), name);
    }

    @Override
    public void close() {
        socket.abort();
        client.close();
        end(browser);
    }

    private static void end(Process browser) {
        browser.descendants().forEach(ProcessHandle::destroyForcibly);
        browser.destroyForcibly();
    }
}
