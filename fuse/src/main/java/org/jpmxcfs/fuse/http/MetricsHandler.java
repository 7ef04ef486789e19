package org.jpmxcfs.fuse.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jpmxcfs.fuse.metrics.NodeMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of one connection. */
final class MetricsHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsHandler.class);
    private static final JsonFactory JSON = new JsonFactory();
    private static final String PLAIN = "text/plain; charset=utf-8";

    private final NodeMetrics metrics;

    MetricsHandler(NodeMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        FullHttpResponse response = answer(request);
        HttpUtil.setContentLength(response, response.content().readableBytes());
        if (HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess()) {
            HttpUtil.setKeepAlive(response, true);
            context.writeAndFlush(response);
        } else {
            HttpUtil.setKeepAlive(response, false);
            context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("metrics: connection ended: {}", cause.toString());
        context.close();
    }

    private FullHttpResponse answer(FullHttpRequest request) {
        if (!request.decoderResult().isSuccess()) {
            return text(HttpResponseStatus.BAD_REQUEST, "this is no HTTP request\n");
        }
        if (!request.method().equals(HttpMethod.GET)) {
            return text(HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET is answered\n");
        }
        try {
            return switch (new QueryStringDecoder(request.uri()).path()) {
                case "/metrics" ->
                        response(HttpResponseStatus.OK, metrics.textType(), metrics.text());
                case "/health" -> health(metrics.troubles(), metrics.notes());
                default -> text(HttpResponseStatus.NOT_FOUND, "there are /metrics and /health\n");
            };
        } catch (IOException | RuntimeException broken) {
            LOG.warn("metrics: {} failed", request.uri(), broken);
            return text(HttpResponseStatus.INTERNAL_SERVER_ERROR, "see the log of the daemon\n");
        }
    }

    private static void write(JsonGenerator json, String name, List<String> lines)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (String line : lines) {
            json.writeString(line);
        }
        json.writeEndArray();
    }

    private static FullHttpResponse health(List<String> troubles, List<String> notes)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("status", troubles.isEmpty() ? "ok" : "failing");
            write(json, "reasons", troubles);
            if (!notes.isEmpty()) {
                write(json, "notes", notes);
            }
            json.writeEndObject();
            json.writeRaw('\n');
        }
        return response(
                troubles.isEmpty() ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
                "application/json",
                bytes.toByteArray());
    }

    private static FullHttpResponse text(HttpResponseStatus status, String line) {
        return response(status, PLAIN, line.getBytes(StandardCharsets.UTF_8));
    }

    private static FullHttpResponse response(HttpResponseStatus status, String type, byte[] body) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type);
        return response;
    }
}
