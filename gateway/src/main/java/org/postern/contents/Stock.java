package org.postern.contents;

/// Where contents stand, by how they go: each has rights of its own in the database.
public enum Stock {
    /// Bodies of held mail; their day is dropped as a whole.
    STANDARD("content", "content_chunk"),
    /// Bodies of mail on its way; deleted one by one as it is delivered.
    QUEUE("content_queue", "content_chunk_queue");

    private final String items;
    private final String chunks;

    Stock(String items, String chunks) {
        this.items = "postern." + items;
        this.chunks = "postern." + chunks;
    }

    String items() {
        return items;
    }

    String chunks() {
        return chunks;
    }
}
